"""Programs that walk the whole list of one endpoint: curl, Python, JavaScript and Java, by one plan.

Every name and value of a document comes into a program as a literal of its language, never as code.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from listproof.contract import Operation, Place, Pointer, pointer_text
from listproof.pages.asking import Variable, variables, way_in
from listproof.pages.walking import Rule

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEMPLATED: Final = re.compile(r"\{([^{}]+)\}")
_RESERVED: Final = frozenset(
    {
        "and", "as", "catch", "def", "elif", "else", "end", "foreach", "if", "import", "include", "label",
        "limit", "not", "or", "reduce", "then", "try",
    }
)  # fmt: skip
"""What older versions of jq read as words of their own, even after a dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A header, cookie or pair of the query whose value comes from a variable, after a prefix."""

    name: str
    prefix: str
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a walking program needs to know."""

    title: str
    path: tuple[str | Variable, ...]
    """The path in pieces: text as it is, and what a variable holds."""
    headers: tuple[Carried, ...]
    cookies: tuple[Carried, ...]
    query: tuple[Carried, ...]
    size: tuple[str, int] | None
    position: str
    """The parameter that asks for a page; empty for none."""
    rule: Rule
    items: Pointer
    places: Mapping[str, Place]
    """Where the answer has what the rule looks at, by role."""
    bad_page: tuple[int, ...]
    """Statuses of a page past the end, where it is refused and the walk can't know it beforehand."""
    repeats: bool
    """Whether a page past the end shows the last one again."""
    id: Pointer | None
    variables: tuple[Variable, ...]

    @property
    def end(self) -> str:
        return self.rule.end

    @property
    def reads_headers(self) -> bool:
        """Whether anything is read from a header."""
        return any(place.where in ("header", "link") for place in self.places.values())

    @property
    def full(self) -> int | None:
        """How many rows a page has that is not the last; None where that is unknown."""
        return self.size[1] if self.size else None


def plan_of(operation: Operation, rule: Rule, values: Mapping[str, str]) -> Plan:
    """The plan of the walk through this operation's list."""
    named = variables(operation, values)
    by_about = {each.about: each for each in named}
    paging, listing = operation.mocked.page, operation.listing
    roles = {rule.end} & {"has_next", "next", "pages", "total"}
    if rule.by in ("token", "url"):
        roles.add("next")
    param = operation.parameters.get(paging.param or "")
    refused = "error" in paging.past_end and rule.end == "short"
    bad_page = operation.mocked.errors.refusals.get("bad_page")
    return Plan(
        title=f"GET {operation.path}",
        path=_path(operation.path, by_about),
        headers=_carried(operation, by_about, "header"),
        cookies=_carried(operation, by_about, "cookie"),
        query=_carried(operation, by_about, "query"),
        size=_size(operation),
        position=param.name if param is not None and rule.by != "none" else "",
        rule=rule,
        items=listing.items.pointer or (),
        places={role: listing.meta[role] for role in sorted(roles)},  # type: ignore[index]
        bad_page=bad_page.status if refused and bad_page is not None else (),
        repeats="last" in paging.past_end and rule.end == "short",
        id=listing.id,
        variables=named,
    )


def _path(path: str, by_about: Mapping[str, Variable]) -> tuple[str | Variable, ...]:
    pieces: list[str | Variable] = []
    for place, part in enumerate(_TEMPLATED.split(path)):
        variable = by_about.get(f"path:{part}") if place % 2 else None
        # What a browser would send for the path as the document writes it.
        piece = variable or quote(f"{{{part}}}" if place % 2 else part, safe="/:@!$&'()*+,;=~%")
        if piece:
            pieces.append(piece)
    return tuple(pieces)


def _carried(operation: Operation, by_about: Mapping[str, Variable], location: str) -> tuple[Carried, ...]:
    found = []
    for scheme in way_in(operation):
        if scheme.location == location:
            prefix = f"{scheme.prefix.strip()} " if scheme.prefix.strip() else ""
            found.append(Carried(name=scheme.parameter, prefix=prefix, variable=by_about[scheme.name].name))
    for parameter in operation.parameters.values():
        if parameter.location == location and parameter.key in by_about:
            found.append(Carried(name=parameter.name, prefix="", variable=by_about[parameter.key].name))
    return tuple(found)


def _size(operation: Operation) -> tuple[str, int] | None:
    """The size to ask for: the greatest that is allowed, for the fewest requests."""
    size = operation.listing.size
    if size is None or size.param not in operation.parameters:
        return None
    asked = size.maximum if size.maximum is not None else size.default
    return None if asked is None else (operation.parameters[size.param].name, asked)


# --- literals ----------------------------------------------------------------------------------------


def _ascii(text: str) -> str:
    """A text in double quotes as JSON, JavaScript and Java read it, in ASCII."""
    return json.dumps(text)


def _python(text: str) -> str:
    """A text as Python reads it."""
    return json.dumps(text) if text.isascii() else ascii(text)


def _shell(text: str) -> str:
    """A text as a shell reads it, quoted only where it has to be."""
    return shlex.quote(text)


def _encoded(text: str) -> str:
    return quote(text, safe="")


# --- reading a page, in each language ----------------------------------------------------------------


def _jq(pointer: Pointer) -> str:
    if not pointer:
        return "."
    return "".join(
        f".{token}"
        if _NAME.fullmatch(token) and token not in _RESERVED
        else (f".[{_ascii(token)}]" if not place else f"[{_ascii(token)}]")
        for place, token in enumerate(pointer)
    )


def _python_at(root: str, pointer: Pointer, *, maybe: bool = False) -> str:
    if not maybe:
        return root + "".join(f"[{_python(token)}]" for token in pointer)
    if not pointer:
        return root
    for token in pointer[:-1]:
        root = f"({root}.get({_python(token)}) or {{}})"
    return f"{root}.get({_python(pointer[-1])})"


def _javascript_at(root: str, pointer: Pointer) -> str:
    return root + "".join(
        f".{token}" if _NAME.fullmatch(token) else f"[{_ascii(token)}]" for token in pointer
    )


def _javascript_maybe(root: str, pointer: Pointer) -> str:
    return root + "".join(
        f"?.{token}" if _NAME.fullmatch(token) else f"?.[{_ascii(token)}]" for token in pointer
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("listproof.pages", "templates/walks"),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    filters: Mapping[str, Callable[..., Any]] = {
        "py": _python,
        "js": _ascii,
        "java": _ascii,
        "sh": _shell,
        "encoded": _encoded,
        "jq": _jq,
        "pointer": pointer_text,
    }
    environment.filters.update(filters)
    environment.globals.update(
        python_at=_python_at, javascript_at=_javascript_at, javascript_maybe=_javascript_maybe
    )
    return environment


LANGUAGES: Final = (
    ("curl", "sh", "walk.sh"),
    ("Python", "python", "walk.py"),
    ("JavaScript", "js", "walk.mjs"),
    ("Java", "java", "Walk.java"),
)
"""The languages: the name, the name for colouring, and the file."""


def program(plan: Plan, file: str) -> str:
    """The program of the plan in one language, by its file's name."""
    text = _environment().get_template(f"{file}.j2").render(plan=plan)
    blank = "\n\n\n" if file.endswith(".py") else "\n\n"  # as each language's own style has it
    return re.sub(r"\n{3,}", blank, text).strip("\n") + "\n"
