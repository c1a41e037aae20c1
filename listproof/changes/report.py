"""The report of a comparison: documents, changes, counts, as text, JSON, Markdown and GitHub annotations.

What a document says stands in it, so whatever would steer a terminal, a page or a workflow is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from listproof import __version__
from listproof.changes.allowing import Allowed
from listproof.changes.change import Change, Severity, Spotted
from listproof.contract import MISSING
from listproof.infer.guesses import printable

_INDENT: Final = " " * 10
_LONGEST: Final = 600
_LEVELS: Final = {Severity.BREAKING: "error", Severity.CAREFUL: "warning", Severity.HARMLESS: "notice"}
_COLOURS: Final = {Severity.BREAKING: "red", Severity.CAREFUL: "yellow", Severity.HARMLESS: "green"}
NOTHING: Final = "Nothing has changed for clients of the lists."

Paint = Callable[[str, str], str]
"""From a text and a colour to the text as a terminal shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two documents, and every change from one to the other, the worst first."""

    old: str
    new: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All documents that were compared, and what of the `--allow` file stands for no change."""

    compared: tuple[Compared, ...]
    stale: tuple[Allowed, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of all documents."""
        return tuple(change for one in self.compared for change in one.changes)

    def counts(self) -> Mapping[str, int]:
        """How many changes there are by severity, those apart that are allowed."""
        counted = {severity.word: 0 for severity in sorted(Severity, reverse=True)} | {"allowed": 0}
        for change in self.changes:
            counted["allowed" if change.is_pardoned else change.severity.word] += 1
        return counted

    def fails(self, least: Severity | None) -> bool:
        """Whether a change is at least so bad and not allowed; None is never."""
        return least is not None and any(
            change.severity >= least and not change.is_pardoned for change in self.changes
        )


def text_report(report: Report, paint: Paint) -> Iterator[str]:
    """The lines for a terminal: three for each change, and the counts."""
    for one in report.compared:
        if len(report.compared) > 1 and one.changes:
            yield paint(printable(f"{one.old} -> {one.new}"), "")
        for change in one.changes:
            yield from _lines(change, paint)
    yield from (f"allowed, and not there: {printable(entry.told())}" for entry in report.stale)
    yield _tally(report)


def _lines(change: Change, paint: Paint) -> Iterator[str]:
    difference = change.difference
    word = "allowed" if change.is_pardoned else change.severity.word
    colour = "" if change.is_pardoned else _COLOURS[change.severity]
    where = f"GET {change.path}: " if change.path else ""
    told = _cut(f"{where}{difference.what}")
    yield f"{paint(f'{word.upper():<9}', colour)} {told}  [{difference.kind}]"
    yield _INDENT + _cut(difference.because)
    yield _INDENT + _cut("; ".join(_remarks(change)))


def _remarks(change: Change) -> Iterator[str]:
    """Where it stands, who promised it, and what else is to be known of it."""
    yield f"{_spot(change.old_place)} -> {_spot(change.new_place)}, at {change.new_place.pointer or '/'}"
    if change.clauses:
        yield f"promised by {', '.join(change.clauses)}"
    if change.inferred:
        yield f"inferred: {change.inferred}"
    pardon = change.pardon
    if pardon is not None:
        until = f" until {pardon.expires}" if pardon.expires else ""
        ticket = f" ({pardon.ticket})" if pardon.ticket else ""
        yield f"{'was allowed' if pardon.expired else 'allowed'}{until}: {pardon.reason}{ticket}"


def _spot(place: Spotted) -> str:
    return f"{place.file}:{place.line}"


def _tally(report: Report) -> str:
    counts = report.counts()
    total = len(report.changes)
    if not total:
        return NOTHING
    parts = [f"{number} {word}" for word, number in counts.items() if number]
    return f"{total} change{'s' * (total != 1)}: {', '.join(parts)}"


def _cut(text: str) -> str:
    flat = printable(text)
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 3]}..."


def json_report(report: Report) -> str:
    """The report as JSON, as docs/diff.schema.json says."""
    whole = {
        "format": 1,
        "listproof": __version__,
        "counts": dict(report.counts()),
        "documents": [
            {"old": one.old, "new": one.new, "changes": [_member(change) for change in one.changes]}
            for one in report.compared
        ],
        "stale": [
            {"operation": entry.operation, "change": entry.change, "about": entry.about}
            for entry in report.stale
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, default=str)


def _member(change: Change) -> dict[str, Any]:
    difference = change.difference
    values = {"old": difference.old, "new": difference.new}
    pardon = change.pardon
    return {
        "change": difference.kind,
        "severity": change.severity.word,
        "operation": change.operation,
        "path": change.path,
        "about": difference.about,
        "what": difference.what,
        "because": difference.because,
        **{key: value for key, value in values.items() if value is not MISSING},
        "old_place": _place(change.old_place),
        "new_place": _place(change.new_place),
        "clauses": list(change.clauses),
        "inferred": change.inferred,
        "allowed": None
        if pardon is None
        else {
            "reason": pardon.reason,
            "expires": pardon.expires,
            "ticket": pardon.ticket,
            "expired": pardon.expired,
        },
    }


def _place(place: Spotted) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "pointer": place.pointer}


def markdown_report(report: Report) -> str:
    """The report as Markdown, for a comment or a wiki."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Report) -> Iterator[str]:
    yield "# Changes for clients of the lists"
    yield ""
    yield f"**{_tally(report)}**"
    for one in report.compared:
        if not one.changes:
            continue
        yield ""
        yield f"## {_code(one.old)} to {_code(one.new)}"
        for severity in sorted(Severity, reverse=True):
            yield from _section(severity.word, [each for each in one.changes if each.severity is severity])


def _section(word: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield f"### {word.capitalize()}"
    yield ""
    for change in changes:
        difference = change.difference
        mark = "allowed: " if change.is_pardoned else ""
        where = f"{_code('GET ' + change.path)} " if change.path else ""
        yield f"- {mark}{where}{_escaped(difference.what)} ({_code(difference.kind)})"
        yield f"  <br>{_escaped(difference.because)}"
        yield f"  <br>{_escaped('; '.join(_remarks(change)))}"


def _code(text: str) -> str:
    flat = printable(text).replace("`", "'")
    return f"`{flat}`" if flat else ""


def _escaped(text: str) -> str:
    flat = _cut(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{each}" if each in "\\`*_[]|#~@" else each for each in flat)


def github_report(report: Report) -> str:
    """The report as workflow commands: GitHub shows them at the line of the new document."""
    commands = [_command(change) for change in sorted(report.changes, key=lambda each: -_level(each))]
    whole = f"::notice title=listproof diff::{_data(_tally(report))}"
    return "".join(f"{command}\n" for command in (*commands, whole))


def _level(change: Change) -> int:
    return -1 if change.is_pardoned else int(change.severity)


def _command(change: Change) -> str:
    difference, place = change.difference, change.new_place
    level = "notice" if change.is_pardoned else _LEVELS[change.severity]
    title = f"{change.severity.word}: {difference.kind} of {change.operation or 'the document'}"
    text = "\n".join([_cut(difference.what), _cut(difference.because), *map(_cut, _remarks(change))])
    at = f"file={_property(place.file)},line={max(place.line, 1)},title={_property(title)}"
    return f"::{level} {at}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


WRITERS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {"json": json_report, "markdown": markdown_report, "github": github_report}
)
"""The formats beside text."""
