"""Reading a JSON report back: what `json_file` wrote gives an equal value, anything else a clear error."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from conformance.judging.guesses import Inferred
from conformance.judging.judge import Onset
from conformance.judging.verdicts import Verdict
from conformance.reports.report import (
    Figures,
    Known,
    Load,
    Report,
    ReportedClause,
    ReportedFinding,
    ReportedLaw,
    ReportedOperation,
    Shown,
    Stale,
)
from conformance.reports.visible import clean
from conformance.targets.file import text_of_file
from listproof import __version__
from listproof.bundled import report_schema_file
from listproof.contract import Json
from listproof.errors import ConfigError, Fault
from listproof.lawbook import LAWS
from listproof.reading.faults import listed, shown

_MOST_FAULTS: Final = 5
_A_REPORT: Final = "it must be a report that `listproof check --report json=PATH` wrote"
_KINDS: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


def read_report(file: Path) -> Report:
    """The report in a file. Raises ConfigError where it can't be read, or is no report of this version."""
    return report_of(text_of_file(file), str(file))


def report_of(text: str, file: str) -> Report:
    """The report that the text holds; `file` is what its faults are told of.

    Raises ConfigError with its first few faults: each has the JSON pointer (RFC 6901) of its place.
    """
    value = _parsed(text, file)
    for look in (_version_faults, _schema_faults, _contradictions):
        if faults := list(islice(look(value, file), _MOST_FAULTS)):
            raise ConfigError(faults)
    return _report(value)


# --- what is wrong with it ---


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        found = f"it is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
        fault = Fault(file=file, line=error.lineno, found=found, wanted=_A_REPORT)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:100]
        fault = Fault(file=file, found=f"it is no JSON that can be read: {why}", wanted=_A_REPORT)
    raise ConfigError([fault])


def _no_number(word: str) -> Json:
    raise ValueError(f"{word} is no JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits[:40])


def _version_faults(value: Any, file: str) -> Iterator[Fault]:
    """Another version's report has another schema: its faults by this one would only mislead."""
    if not isinstance(value, dict) or "listproof" not in value or "operations" not in value:
        found = f"this is {shown(value)}" if not isinstance(value, dict) else "this is no report of Listproof"
        yield Fault(file=file, found=found, wanted=_A_REPORT)
    elif value["listproof"] != __version__:
        wanted = f"this is Listproof {__version__}: read it with the version that wrote it"
        found = f"it was written by Listproof {shown(value['listproof'])}"
        yield Fault(file=file, place="/listproof", found=found, wanted=wanted)


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads(report_schema_file().read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _schema_faults(value: Any, file: str) -> Iterator[Fault]:
    try:
        for error in _validator().iter_errors(_in_utf8(value)):
            place = _pointer(error.instance_path)
            found, wanted = _sentence(error.kind, error.instance)
            yield Fault(file=file, place=place, found=clean(found), wanted=wanted)
    except ValueError as error:
        yield Fault(file=file, found=f"it can't be read: {str(error)[:100]}", wanted=_A_REPORT)


def _in_utf8(value: Any) -> Any:
    """The value as the validator can take it: a lone surrogate, which UTF-8 lacks, is a question mark."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _sentence(kind: Any, failed: Any) -> tuple[str, str]:
    """What was found and what would be right, by the keyword that failed."""
    match kind.name:
        case "type":
            return (
                f"this is {shown(failed)}",
                f"it must be {' or '.join(_KINDS[name] for name in kind.types)}",
            )
        case "required":
            return f"{kind.property} is missing", _A_REPORT
        case "additionalProperties":
            return f"there is an unknown key: {listed(kind.unexpected)[:100]}", _A_REPORT
        case "enum":
            options = listed(shown(option) for option in kind.options)
            return f"this is {shown(failed)}", f"it must be one of {options}"
        case "minimum":
            return f"this is {shown(failed)}", f"it must be {kind.limit} or more"
        case "pattern":
            return f"this is {shown(failed)}", f"it must match {kind.pattern}"
        case _:
            return f"{shown(failed)} breaks {kind.name}", _A_REPORT


def _contradictions(value: Any, file: str) -> Iterator[Fault]:
    """What no schema can say, and no report of ours has."""
    for index, operation in enumerate(value["operations"]):
        place = _pointer(("operations", index))
        counts: dict[str, int] = {}
        for number, law in enumerate(operation["verdicts"]):
            counts[law["verdict"]] = counts.get(law["verdict"], 0) + 1
            if law["law"] not in LAWS:
                found = f"there is no law {law['law'][:60]}"
                wanted = "the laws are those of `listproof laws`"
                yield Fault(file=file, place=f"{place}/verdicts/{number}/law", found=found, wanted=wanted)
        if counts != operation["counts"]:
            wanted = f"its verdicts add up to {_told(counts)}"
            yield Fault(
                file=file,
                place=f"{place}/counts",
                found=f"this is {_told(operation['counts'])}",
                wanted=wanted,
            )


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.items()) or "nothing"


def _pointer(tokens: Any) -> str:
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in tokens)


# --- the value ---


def _report(value: Mapping[str, Any]) -> Report:
    return Report(
        listproof=value["listproof"],
        contract=value["contract"],
        digest=value.get("digest") or "",
        title=value["title"],
        target=value["target"],
        seed=int(value["seed"]),
        started=value["started"],
        seconds=float(value.get("seconds", 0.0)),
        complete=value["complete"],
        stopped=value["stopped"] or "",
        operations=tuple(_operation(one) for one in value["operations"]),
        notes=tuple(value["notes"]),
        chosen=tuple(value["chosen"]),
        shard=value["shard"],
        stale=tuple(_stale(one) for one in value["stale"]),
        load=_load(value["load"]) if value.get("load") is not None else None,
    )


def _load(value: Mapping[str, Any]) -> Load:
    return Load(users=int(value["users"]), seconds=float(value["seconds"]), workers=int(value["workers"]))


def _figures(value: Mapping[str, Any]) -> Figures:
    return Figures(
        requests=int(value["requests"]),
        failures=int(value["failures"]),
        lost=int(value["lost"]),
        per_second=float(value["per_second"]),
        p50=float(value["p50"]),
        p95=float(value["p95"]),
        p99=float(value["p99"]),
    )


def _operation(value: Mapping[str, Any]) -> ReportedOperation:
    return ReportedOperation(
        operation=value["operation"],
        summary=value["summary"],
        path=value["path"],
        line=int(value["line"]),
        file=value.get("file") or "",
        rows=_whole(value["rows"]),
        requests=int(value["requests"]),
        chance_requests=_whole(value["chance_requests"]),
        fuzz_requests=_whole(value["fuzz_requests"]),
        seconds=float(value["seconds"]),
        complete=value["complete"],
        notes=tuple(value["notes"]),
        laws=tuple(_law(one) for one in value["verdicts"]),
        clauses=tuple(_clause(one) for one in value["clauses"]),
        figures=_figures(value["figures"]) if value.get("figures") is not None else None,
    )


def _whole(number: float | None) -> int | None:
    """JSON Schema takes 2.0 for a whole number too."""
    return None if number is None else int(number)


def _law(value: Mapping[str, Any]) -> ReportedLaw:
    return ReportedLaw(
        law=value["law"],
        states=value["states"],
        verdict=_verdict(value["verdict"]),
        kind=value["kind"],
        clauses=tuple(value["clauses"]),
        reason=value["reason"],
        applies=value["applies"],
        looked_at=int(value["looked_at"]),
        findings=tuple(_finding(one) for one in value["findings"]),
    )


def _finding(value: Mapping[str, Any]) -> ReportedFinding:
    return ReportedFinding(
        where=value["where"],
        expected=value["expected"],
        actual=value["actual"],
        because=value["because"],
        about=value["about"],
        fact=value["fact"],
        verdict=_verdict(value["verdict"]),
        kind=value["kind"],
        clauses=tuple(value["clauses"]),
        request=_shown(value),
        further=tuple(value["further"]),
        times=int(value["times"]),
        again=value["again"] or "",
        leans=tuple(Inferred(each["at"], each["reason"]) for each in value.get("inferred", ())),
        known=_known(value["known"]) if value["known"] is not None else None,
        onset=_onset(value["onset"]) if value.get("onset") is not None else None,
    )


def _onset(value: Mapping[str, Any]) -> Onset:
    return Onset(seconds=float(value["seconds"]), users=int(value["users"]))


def _known(value: Mapping[str, Any]) -> Known:
    return Known(
        reason=value["reason"],
        expires=value["expires"] or "",
        ticket=value["ticket"] or "",
        expired=value["expired"],
        verdict=_verdict(value["verdict"]),
    )


def _stale(value: Mapping[str, Any]) -> Stale:
    return Stale(
        operation=value["operation"],
        law=value["law"],
        where=value["where"],
        about=value["about"],
        reason=value["reason"],
        ticket=value["ticket"] or "",
    )


def _shown(value: Mapping[str, Any]) -> Shown | None:
    if value["request"] is None:
        return None
    return Shown(
        line=value["line"] or "",
        curl=value["request"],
        caller=value["caller"] or "",
        status=int(value["status"] or 0),
        answer=value["answer"] or "",
    )


def _clause(value: Mapping[str, Any]) -> ReportedClause:
    return ReportedClause(
        id=value["id"],
        kind=value["kind"],
        text=value["text"],
        quote=value["quote"] or "",
        laws=tuple(value["laws"]),
        verdict=_verdict(value["verdict"]),
    )


def _verdict(word: str) -> Verdict:
    return Verdict[word.upper()]
