"""A walk through the mock's list with its requests and answers, and programs that make such a walk."""

from __future__ import annotations

import json
import shlex
from typing import Final

from listproof.contract import MISSING, Json
from listproof.pages.asking import Request, is_basic, way_in
from listproof.pages.study import Study
from listproof.pages.walkers import LANGUAGES, plan_of, program
from listproof.pages.walking import Seen, Walk
from listproof.pages.words import (
    Block,
    Code,
    Folded,
    Paragraph,
    Section,
    Words,
    code,
    joined,
    sentences,
    words,
)

_MOST_ITEMS: Final = 2
_LONGEST_LINE: Final = 100
_SHOWN_HEADERS: Final = ("link", "content-type")


def worked(study: Study) -> Section | None:
    """The section with requests and answers of the mock; None where it lists nothing."""
    walk = study.small
    if walk is None:
        return None
    lead = words("Requests and answers of the mock, taken when this page was made.")
    if walk.size is not None:
        lead = words(
            "Requests and answers of the mock, taken when this page was made. The pages are small,"
            " {size} rows each, so that they can be read.",
            size=walk.size,
        )
    blocks: list[Block] = [Paragraph(words=lead)]
    for title, page, whole in _steps(walk):
        blocks.append(
            Folded(
                title=title,
                blocks=(
                    Code(
                        text=study.blotted(request_text(page.request)),
                        language="http",
                        caption=words("Request"),
                    ),
                    Code(
                        text=_answer_text(study, page, whole=whole), language="http", caption=words("Answer")
                    ),
                ),
                open=whole,
            )
        )
    return Section(id="walk", title="A walk, request by request", blocks=tuple(blocks))


def _steps(walk: Walk) -> list[tuple[str, Seen, bool]]:
    numbers = list(dict.fromkeys([1, min(2, walk.pages), walk.pages]))
    found = [
        (f"Page {number} of {walk.pages}", page, place == 0)
        for place, (number, page) in enumerate(zip(numbers, walk.shown, strict=True))
    ]
    if walk.past is not None:
        found.append(("Past the end", walk.past, False))
    return found


def request_text(request: Request) -> str:
    """The request as it goes over the wire, without what every client adds."""
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in request.headers)])


def _answer_text(study: Study, page: Seen, *, whole: bool) -> str:
    answer = page.answer
    lines = [f"HTTP/1.1 {answer.status}"]
    paged = {where.name.lower() for where in study.operation.listing.meta.values() if where.where == "header"}
    for name, value in answer.headers:
        if name.lower() in _SHOWN_HEADERS or name.lower() in paged:
            lines.append(f"{name}: {value}")
    body = answer.json
    text = answer.body.decode("utf-8", "replace") if body is MISSING else _body(study, body, whole=whole)
    return study.blotted("\n".join([*lines, "", text]))


def _body(study: Study, body: Json, *, whole: bool) -> str:
    """The body as JSON: on the first page in full, on others with an item a line; many items are cut."""
    pointer = study.operation.listing.items.pointer or ()
    marks: dict[str, str] = {}

    def marked(value: Json, rest: tuple[str, ...]) -> Json:
        if not rest:
            return _items(value, marks, whole=whole) if isinstance(value, list) else value
        if isinstance(value, dict) and rest[0] in value:
            return {**value, rest[0]: marked(value[rest[0]], rest[1:])}
        return value

    text = json.dumps(marked(body, pointer), ensure_ascii=False, indent=2)
    for mark, line in marks.items():
        text = text.replace(mark, line)
    return text


def _items(items: list[Json], marks: dict[str, str], *, whole: bool) -> list[Json]:
    kept: list[Json] = list(items[:_MOST_ITEMS])
    if not whole:
        for at, item in enumerate(kept):
            mark = f"\x00item {at}\x00"
            marks[json.dumps(mark)] = json.dumps(item, ensure_ascii=False)
            kept[at] = mark
    if len(items) > len(kept):
        mark = "\x00more\x00"
        marks[json.dumps(mark)] = f"… {len(items) - len(kept)} more items, left out here"
        kept.append(mark)
    return kept


def programs(study: Study) -> Section:
    """The section with code that walks the list."""
    if study.rule is None:
        sentence = words(
            "No program can be shown: the document does not say where an answer has the way to the next page."
        )
        return Section(id="code", title="Code that walks the list", blocks=(Paragraph(words=sentence),))
    plan = plan_of(study.operation, study.rule, study.mock.main.values)
    blocks: list[Block] = [
        Paragraph(words=_about(study)),
        Code(text=_exports(study), language="sh", caption=words("Set these first")),
    ]
    for place, (name, language, file) in enumerate(LANGUAGES):
        listing = Code(
            text=program(plan, file).rstrip("\n"), language=language, caption=words("{file}", file=code(file))
        )
        blocks.append(Folded(title=name, blocks=(listing,), open=place == 0))
    return Section(id="code", title="Code that walks the list", blocks=tuple(blocks))


def _about(study: Study) -> Words:
    names = joined((code(each.name) for each in study.variables), ", ", " and ")
    needs = words("Each program reads {names} from its environment", names=names) if names else None
    base = words(", and where the server is from {base}.", base=code("BASE_URL"))
    alone = words(
        "Each program reads where the server is from {base} in its environment.", base=code("BASE_URL")
    )
    prints = words(
        "It prints every item of the list as JSON, one a line, and stops at the first refusal with its body."
    )
    return sentences((*needs, *base) if needs else alone, prints)


def _exports(study: Study) -> str:
    server = next(iter(study.contract.servers), "http://127.0.0.1:8080")
    lines = [f"export BASE_URL={shlex.quote(server)}"]
    for each in study.variables:
        shown = shlex.quote(study.blotted(each.example)) if each.kind == "value" else "..."
        if any(scheme.name == each.about and is_basic(scheme) for scheme in way_in(study.operation)):
            shown = "$(printf 'user:password' | base64)"
        lines.append(f"export {each.name}={shown}")
    return "\n".join(lines)
