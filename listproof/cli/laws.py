"""`listproof laws`: every law, or one explained with an example kept and an example broken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from listproof.errors import ConfigError, Fault

if TYPE_CHECKING:
    from conformance.law import Example, Law

_FINDINGS = 3
_LOUDNESS = {
    "says": "a breach fails",
    "shows": "a breach warns",
    "silent": "a breach is only observed",
    "never-safe": "a breach fails, however silent the document is and whatever clause cites it",
    "standard": "a breach warns: a standard asks for it, and the document does not repeat it",
}


@click.command("laws")
@click.argument("name", metavar="[LAW]", required=False)
def command(name: str | None) -> None:
    """List every law, or explain LAW: where it comes from, what keeps it and what breaks it.

    \b
    Examples:
      listproof laws
      listproof laws meta/total
      listproof laws meta            the laws of one family
    """
    from listproof.lawbook import LAWS
    from listproof.reading.faults import meant

    families = dict.fromkeys(law.family for law in LAWS.values())
    if name is None or name in families:
        _print(_listed(name))
        return
    if name not in LAWS:
        raise ConfigError(
            [Fault(file=name, found="there is no such law", wanted=meant(name, LAWS, has="laws are"))]
        )
    from conformance.laws import ALL_LAWS

    _print(_explained(next(law for law in ALL_LAWS if law.id == name)))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        # None leaves it to click, which drops colours where no terminal reads them (https://no-color.org).
        click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


def _listed(family: str | None) -> Iterator[str]:
    from listproof.lawbook import LAWS

    laws = [law for law in LAWS.values() if family in (None, law.family)]
    width = max(len(law.id) for law in laws)
    for name, members in groupby(laws, key=lambda law: law.family):
        yield click.style(name, bold=True)
        yield from (f"  {law.id:<{width}}  {law.states}" for law in members)
        yield ""
    yield f"{len(laws)} laws. `listproof laws LAW` explains one."


def _explained(law: Law[Any]) -> Iterator[str]:
    yield f"{click.style(law.id, bold=True)}  {law.name.states}"
    yield ""
    yield f"Source    {law.name.source}"
    yield f"Judges    {_judged(law)}"
    yield f"Uncited   {_LOUDNESS[law.name.uncited]}"
    yield "Cited     a clause that says (or clashes) fails, one that shows warns, one that is silent observes"
    yield ""
    yield from _example("Kept", "green", law, law.kept)
    yield ""
    yield from _example("Broken", "red", law, law.broken)


def _judged(law: Law[Any]) -> str:
    sentence = (law.judges.__doc__ or "").strip().split("\n")[0]
    return f"{law.judges.__name__.lower()}: {sentence[:1].lower()}{sentence[1:].rstrip('.')}"


def _example(title: str, colour: str, law: Law[Any], example: Example[Any]) -> Iterator[str]:
    from conformance.reports.narrating import told

    yield f"{click.style(title, fg=colour, bold=True)}: {example.says}"
    yield from (f"    {line}" for line in told(example.evidence))
    for finding in list(law.check(example.operation, example.evidence))[:_FINDINGS]:
        expected, actual = (json.dumps(value, default=str) for value in (finding.expected, finding.actual))
        yield f"    -> {finding.where}: expected {expected}, got {actual} ({finding.because})"
