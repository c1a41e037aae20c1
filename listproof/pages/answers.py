"""What an answer holds: each figure with its formula and its values, the items, the summary, the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from listproof.contract import Json, Operation, Place, Pointer, Role, Rule
from listproof.pages.promising import clause_link
from listproof.pages.study import Study, at, name_of, place, value, written
from listproof.pages.walking import Seen
from listproof.pages.words import (
    Block,
    Cell,
    Field,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Words,
    code,
    joined,
    prose,
    quiet,
    sentences,
    words,
)

_MEANINGS: Final[Mapping[str, str]] = {
    "page": "the page that was applied",
    "size": "the size that was applied",
    "offset": "the rows that were skipped",
    "sort": "the sort key that was applied",
    "order": "the direction that was applied",
    "returned": "how many items this page holds",
    "total": "how many rows match, on all pages together",
    "total_all": "how many rows there are before filters",
    "pages": "how many pages there are",
    "has_next": "whether rows remain after this page",
    "has_prev": "whether rows come before this page",
    "next": "the way to the next page; not there on the last one",
    "prev": "the way to the page before; not there on the first one",
    "first": "the way to the first page",
    "last": "the way to the last page",
}
_ROLE_LAWS: Final = {"total_all": "meta/total-all", "has_next": "meta/has-next", "has_prev": "meta/has-prev"}
_DEEPEST: Final = 20


def answer(study: Study) -> Section:
    """The section on the members of an answer."""
    blocks: list[Block] = [Paragraph(words=_items_sentence(study))]
    if study.operation.listing.meta:
        blocks.append(_figures(study))
        if study.rule is not None and study.rule.by in ("page", "offset"):
            blocks.append(
                Paragraph(
                    words=words(
                        "In the formulas, {items} is the number of items on the page.", items=code("items")
                    )
                )
            )
    fields = _item_rows(study.operation)
    if fields:
        blocks.append(
            Table(caption="The fields of an item", head=("Field", "Type", "What it is"), rows=tuple(fields))
        )
    return Section(id="answer", title="What an answer says", blocks=tuple(blocks))


def _items_sentence(study: Study) -> Words:
    listing = study.operation.listing
    where = listing.items.pointer
    told = (
        words("The items stand at {items}.", items=place(listing.items))
        if where
        else words("The body itself is the array of items.")
    )
    own = None
    if listing.id == ():
        own = words("An item is its own identity.")
    elif listing.id is not None:
        own = words("Two items with the same {id} are the same row.", id=at(listing.id))
    return sentences(told, own)


def _figures(study: Study) -> Table:
    pages = _shown_pages(study)
    meta = study.operation.listing.meta
    return Table(
        caption="Every figure beside the items, and what it is on the mock's pages",
        head=("Where", "What it means", "Formula", *(called for called, _ in pages), "Standing"),
        rows=tuple(_figure(study, role, where, [page for _, page in pages]) for role, where in meta.items()),
    )


def _shown_pages(study: Study) -> list[tuple[str, Seen]]:
    walk = study.walk
    if walk is None:
        return []
    numbers = list(dict.fromkeys([1, min(2, walk.pages), walk.pages]))
    found = [
        (f"Page {number} of {walk.pages}", page) for number, page in zip(numbers, walk.shown, strict=True)
    ]
    if walk.past is not None and walk.past.answer.status < 300:
        found.append(("Past the end", walk.past))
    return found


def _figure(study: Study, role: Role, where: Place, pages: list[Seen]) -> Row:
    formula = _formula(study, role)
    law = _ROLE_LAWS.get(role, f"meta/{role}")
    shown: list[Cell] = [(_blotted(study, page.figure(where)),) for page in pages]
    return Row(
        cells=(
            (place(where),),
            _meaning(study, role),
            (code(formula),) if formula else (Span(text="–"),),
            *shown,
            study.promise(law).told,
        )
    )


def _blotted(study: Study, content: Json) -> Span:
    return value(study.blotted(content) if isinstance(content, str) else content)


def _meaning(study: Study, role: Role) -> Words:
    meaning = _MEANINGS[role]
    filters = study.operation.listing.filters
    if role == "total" and filters:
        meaning = "how many rows match the filters, on all pages together"
    size = study.operation.listing.size
    if role == "size" and size is not None and "all" in size.omit:
        return words("{meaning}; null, 0 or the number of rows where every row was meant", meaning=meaning)
    return words("{meaning}", meaning=meaning)


def _formula(study: Study, role: Role) -> str:
    """The formula in the names of this endpoint's own parameters; empty where there is none."""
    listing, rule = study.operation.listing, study.rule
    size = study.operation.parameters[listing.size.param].name if listing.size else "size"
    echoed = _echoed(study.operation, role)
    if echoed:
        return echoed
    if role == "pages":
        return f"ceil(total / {size})"
    if role == "returned":
        return "items"
    if rule is None or rule.by not in ("page", "offset"):
        return ""
    param = study.operation.parameters[str(study.operation.mocked.page.param)].name
    if rule.by == "offset":
        return {"has_next": f"{param} + items < total", "has_prev": f"{param} > 0"}.get(role, "")
    skipped = {0: param, 1: f"({param} − 1)"}.get(rule.first, f"({param} − {rule.first})")
    return {
        "has_next": f"{skipped} × {size} + items < total",
        "has_prev": f"{param} > {rule.first}",
        "offset": f"{skipped} × {size}",
    }.get(role, "")


def _echoed(operation: Operation, role: Role) -> str:
    """The parameter whose applied value the figure repeats; empty for other roles."""
    listing = operation.listing
    keys = {
        "size": listing.size.param if listing.size else None,
        "sort": listing.sort.by,
        "order": listing.sort.order,
    }
    if operation.mocked.page.by == role:
        keys[role] = operation.mocked.page.param
    parameter = operation.parameters.get(keys.get(role) or "")
    return parameter.name if parameter is not None else ""


# --- the items ---


def _item_rows(operation: Operation) -> Iterator[Row]:
    schema = operation.success.schema or {}
    item = _items_of(schema, schema, operation.listing.items.pointer or ())
    required = item.get("required", ())
    for name, member in _properties(schema, item).items():
        own = _resolved(schema, member)
        yield Row(
            cells=(
                (code(str(name)),),
                _type(schema, own),
                sentences(
                    prose(str(own.get("description", ""))) or None,
                    _values(own),
                    None if name in required else (quiet("May be absent."),),
                )
                or (Span(text="–"),),
            )
        )


def _items_of(root: Mapping[str, Any], schema: Mapping[str, Any], pointer: Pointer) -> Mapping[str, Any]:
    """The schema of an item, as far as the document has one."""
    for token in pointer:
        schema = _resolved(root, _properties(root, schema).get(token, {}))
    held = _resolved(root, schema).get("items", {})
    return _resolved(root, held) if isinstance(held, Mapping) else {}


def _properties(root: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Mapping[str, Any]:
    """The properties of an object, with those of the schemas that it is made of."""
    schema = _resolved(root, schema)
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()) if depth < _DEEPEST else ():
        found = {**_properties(root, part, depth + 1), **found}
    return found


def _resolved(root: Mapping[str, Any], schema: Json) -> Mapping[str, Any]:
    """The schema that a reference leads to; an empty one where it leads nowhere."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping):
            return {}
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        target: Json = root
        for token in reference.removeprefix("#").strip("/").split("/") if reference != "#" else ():
            key = token.replace("~1", "/").replace("~0", "~")
            target = target.get(key, {}) if isinstance(target, Mapping) else {}
        schema = target
    return {}


def _type(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Words:
    named = schema.get("type", ())
    types = [str(each) for each in ((named,) if isinstance(named, str) else named)]
    form = schema.get("format")
    if "array" in types:
        inner = _resolved(root, schema.get("items", {})).get("type")
        if isinstance(inner, str):
            types[types.index("array")] = f"array of {inner}"
    told = " or ".join(each for each in types if each != "null") or "any value"
    return joined(
        [
            told,
            *([words("as {form}", form=code(str(form)))] if form else []),
            *(["may be null"] if "null" in types else []),
        ]
    )


def _values(schema: Mapping[str, Any]) -> Words | None:
    listed = [each for each in schema.get("enum", ()) if each is not None]
    if not listed:
        return None
    return words("One of {values}.", values=joined(code(written(each)) for each in listed[:30]))


# --- summary and rules ---


def summary(study: Study) -> Section | None:
    """The section on the figures that no filter changes; None where there are none."""
    tallies = study.operation.listing.summary
    if not tallies:
        return None
    rows = []
    for tally in tallies:
        counted = joined(
            (
                words("{name} is {value}", name=name_of(study.operation, key), value=code(written(wanted)))
                for key, wanted in tally.filters.items()
            ),
            " and ",
        )
        meaning = words("the rows where {counted}", counted=counted) if counted else words("every row")
        rows.append(Row(cells=((place(tally.place),), meaning, (value(study.first.figure(tally.place)),))))
    aside = study.promise("summary/counts", "summary/constant").aside
    table = Table(
        caption="What the summary counts", head=("Where", "Counts", "In the mock"), rows=tuple(rows)
    )
    sentence = words(
        "The summary counts all rows of the scope. Neither filters nor the page change it{aside}.",
        aside=aside,
    )
    return Section(id="summary", title="Summary", blocks=(Paragraph(words=sentence), table))


def rules(study: Study) -> Section | None:
    """The section on what is true of every item and body; None where nothing is stated."""
    stated = study.operation.listing.rules
    if not stated:
        return None
    table = Table(
        caption="What holds for every item and every answer",
        head=("Rule", "In words", "As an expression", "Standing"),
        rows=tuple(_rule(study, rule) for rule in stated),
    )
    lead = words(
        "The expressions are in CEL; {item} is an item, {body} the whole body.",
        item=code("item"),
        body=code("body"),
    )
    return Section(id="rules", title="Rules", blocks=(Paragraph(words=lead), table))


def _rule(study: Study, rule: Rule) -> Row:
    about = f"rules/holds@{rule.id}"
    citing = [clause for clause in study.operation.clauses if any(str(law) == about for law in clause.laws)]
    told: list[Field] = [
        words("{text} ({clause})", text=prose(clause.text), clause=clause_link(clause.id))
        for clause in citing
    ]
    expression = " ".join(rule.expression.split())
    if rule.at is not None:
        within = f", within {rule.within:g}" if rule.within else ""
        written_out = words("{field} is {it}{within}", field=at(rule.at), it=code(expression), within=within)
    else:
        written_out = (code(expression),)
    return Row(
        cells=(
            (code(rule.id),),
            joined(told, " ") or (Span(text="–"),),
            written_out,
            study.promise(about).told,
        )
    )
