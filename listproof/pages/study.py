"""One endpoint studied: its contract, and what the mock answered when the pages were built."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from listproof.contract import MISSING, Contract, Json, Operation, Place, Pointer, pointer_text
from listproof.pages.asking import Mock, Variable, variables, without
from listproof.pages.promising import Promise, promise
from listproof.pages.runs import Run
from listproof.pages.trying import Trial, trials
from listproof.pages.walking import Rule, Seen, Walk, Walker
from listproof.pages.words import Span, code

_LONGEST_VALUE: Final = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What the pages of an endpoint are made from."""

    contract: Contract
    operation: Operation
    name: str
    """The page's file, without the ending."""
    mock: Mock
    first: Seen
    """The page that comes when nothing but what is required is sent."""
    rule: Rule | None
    walk: Walk | None
    """The list walked by its usual size."""
    small: Walk | None
    """The list walked by a size that can be read."""
    trials: tuple[Trial, ...]
    variables: tuple[Variable, ...]
    filtered: Mapping[str, tuple[str, Seen]]
    """By filter: a value that rows have, and the page that it gives."""
    run: Run | None = None
    """What the suite said of a backend, where a report was given."""

    @property
    def title(self) -> str:
        """What the endpoint does, or what it is called."""
        return self.operation.summary or f"GET {self.operation.path}"

    def promise(self, *laws: str, stated: bool = True) -> Promise:
        """What stands behind a statement that these laws check."""
        return promise(self.operation, laws, stated=stated)

    @property
    def source(self) -> str:
        """The contract's file as it may stand on a page: without the folders of the machine that made it."""
        return shown_file(self.contract.source)

    def blotted(self, text: str) -> str:
        """The text without credentials."""
        return without(self.mock.secrets, text)

    def trial(self, about: str, aspect: str) -> Trial | None:
        """The trial of a parameter."""
        return next((one for one in self.trials if (one.about, one.aspect) == (about, aspect)), None)


def study(contract: Contract, operation: Operation, mock: Mock, name: str, run: Run | None = None) -> Study:
    """Ask the mock of this operation all that its page shows."""
    walker = Walker(operation, mock)
    return Study(
        contract=contract,
        operation=operation,
        name=name,
        mock=mock,
        first=walker.first,
        rule=walker.rule,
        walk=walker.walk(),
        small=walker.small_walk(),
        trials=trials(operation, mock),
        variables=variables(operation, mock.main.values),
        filtered=walker.filtered(),
        run=run,
    )


def shown_file(name: str) -> str:
    """A file as it was named from here; its bare name where it was named in full."""
    path = Path(name)
    here = Path.cwd()
    if path.is_absolute():
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
    return name


def name_of(operation: Operation, key: str | None) -> Span:
    """A parameter's bare name, which leads to its row of the table."""
    parameter = operation.parameters.get(key or "")
    return code(parameter.name if parameter is not None else str(key))


def at(pointer: Pointer | None) -> Span:
    """A place in the item or the body."""
    return code(pointer_text(pointer)) if pointer else Span(text="the item itself")


def place(where: Place) -> Span:
    """A place of an answer, as a reader knows it."""
    if where.where == "body":
        return code(pointer_text(where.pointer or ())) if where.pointer else Span(text="the body itself")
    if where.where == "item":
        return Span(text=f"{pointer_text(where.pointer or ())} of the last item", look="code")
    if where.where == "link":
        return code(f'Link: rel="{where.name}"')
    inside = f" {pointer_text(where.pointer)}" if where.pointer else ""
    return code(f"{where.name}:{inside}")


def value(content: Json) -> Span:
    """A JSON value in one line."""
    if content is MISSING:
        return Span(text="absent", look="quiet")
    text = json.dumps(content, ensure_ascii=False)
    return code(text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…")


def written(content: Json) -> str:
    """A value as a request has it."""
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
