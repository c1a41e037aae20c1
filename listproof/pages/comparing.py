"""The endpoints side by side, for a team that must choose a convention; and the page of laws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from listproof.lawbook import LAWS
from listproof.pages.kept import in_a_word
from listproof.pages.paging import in_short, size_in_short
from listproof.pages.parameters import outcome
from listproof.pages.promising import KINDS, MEANINGS, clause_anchor, law_anchor
from listproof.pages.study import Study, at, name_of, place
from listproof.pages.words import (
    Block,
    Facts,
    Page,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Words,
    code,
    joined,
    opened,
    quiet,
    strong,
    words,
)

_MOST_COLUMNS: Final = 6
"""Up to so many endpoints stand side by side; more stand one below the other."""


def index_page(studies: Sequence[Study]) -> Page:
    """The first page: every endpoint, and all of them compared."""
    count = len(studies)
    said = "One list endpoint" if count == 1 else f"{count} list endpoints"
    lead: tuple[Block, ...] = (
        Paragraph(
            words=words(
                "{said}, each as its contract states it. Every example on these pages is an answer of the"
                " mock that serves the contract, taken when the pages were made.",
                said=said,
            )
        ),
    )
    sections = [
        Section(id="endpoints", title="Endpoints", blocks=(_endpoints(studies),)),
        Section(id="compared", title="Side by side", blocks=(_compared(studies),)),
        Section(
            id="standing",
            title="How much is promised",
            blocks=(
                Facts(
                    facts=tuple((KINDS[kind], words("{told}", told=told)) for kind, told in MEANINGS.items())
                ),
            ),
        ),
    ]
    return Page(name="index", title="List endpoints", lead=lead, sections=tuple(sections))


def _endpoints(studies: Sequence[Study]) -> Table:
    any_ran = any(study.run is not None for study in studies)
    rows = tuple(
        Row(
            cells=(
                _link(study),
                words("{title}", title=study.title),
                words("{title}", title=study.contract.title),
                *((_ran(study),) if any_ran else ()),
            )
        )
        for study in studies
    )
    head = ("Endpoint", "What it lists", "Contract", *(("Last run",) if any_ran else ()))
    return Table(caption="Every endpoint", head=head, rows=rows)


def _ran(study: Study) -> Words:
    if study.run is None:
        return (quiet("no report"),)
    told = in_a_word(study.run, judged_alone=True)
    return words(
        "{told} ({target})", told=told, target=code(study.run.target, to=f"{study.name}.html#backend")
    )


def _link(study: Study) -> Words:
    return (code(f"GET {study.operation.path}", to=f"{study.name}.html"),)


def _compared(studies: Sequence[Study]) -> Table:
    head = (
        "Endpoint", "Pages", "Size", "Above the maximum", "A bad page", "Past the end", "The end",
        "Envelope", "Unasked order", "No credentials", "Error message at",
    )  # fmt: skip
    told = [tuple(_cells(study)) for study in studies]
    if len(studies) > _MOST_COLUMNS:
        rows = tuple(Row(cells=cells) for cells in told)
        return Table(caption="How the endpoints differ", head=head, rows=rows)
    names = tuple(study.contract.title or study.operation.id for study in studies)
    aspects = zip(head, *told, strict=True)
    rows = tuple(Row(cells=(words("{aspect}", aspect=aspect), *cells)) for aspect, *cells in aspects)
    return Table(caption="How the endpoints differ", head=("What", *names), rows=rows)


def _cells(study: Study) -> Iterator[Words]:
    operation = study.operation
    listing = operation.listing
    yield _link(study)
    yield in_short(study)
    yield size_in_short(study)
    yield _of_trial(study, listing.size.param if listing.size else "", "over")
    yield _of_trial(study, listing.page.param or "", "malformed")
    yield _past(study)
    yield _end(study)
    yield _envelope(study)
    yield _order(study)
    yield _nobody(study)
    message = listing.errors.at.get("message")
    yield (place(message),) if message is not None else (opened("left open"),)


def _of_trial(study: Study, about: str, aspect: str) -> Words:
    trial = study.trial(about, aspect)
    if trial is None:
        return (Span(text="–"),)
    mark = words(" {open}", open=opened("left open")) if trial.is_open else ()
    return words("{outcome}{mark}", outcome=outcome(study, trial), mark=mark)


def _end(study: Study) -> Words:
    rule, meta = study.rule, study.operation.listing.meta
    if rule is None:
        return words("not documented")
    if rule.end == "only":
        return words("one page")
    if rule.end == "short":
        return words("a page that is not full")
    lead = place(meta[rule.end])
    if rule.end == "has_next":
        return words("{flag} is {no}", flag=lead, no=code("false"))
    return words("no {lead}", lead=lead) if rule.end == "next" else words("{lead} is reached", lead=lead)


def _past(study: Study) -> Words:
    walk = study.walk
    if walk is None or walk.past is None:
        return (Span(text="–"),)
    got = code(str(walk.past.answer.status))
    stated = study.promise("page/past-end", stated=bool(study.operation.listing.page.past_end))
    mark = words(" {open}", open=opened("left open")) if stated.is_open else ()
    held = "no items" if not walk.past.items else "the last page"
    if walk.past.answer.status >= 300:
        return words("{got}{mark}", got=got, mark=mark)
    return words("{got}, {held}{mark}", got=got, held=held, mark=mark)


def _envelope(study: Study) -> Words:
    listing = study.operation.listing
    held = [place(listing.items), *(place(where) for where in listing.meta.values())]
    return joined(held)


def _order(study: Study) -> Words:
    sort = study.operation.listing.sort
    if sort.default:
        ways = (
            words(
                "{field} {way}",
                field=at(each.at) if each.at is not None else code(each.name),
                way="descending" if each.descending else "ascending",
            )
            for each in sort.default
        )
        return joined(ways, ", then ")
    by = study.operation.parameters.get(sort.by or "")
    if by is not None and isinstance(by.default, str):
        return words("{key} of {by}", key=code(by.default), by=name_of(study.operation, sort.by))
    return (opened("left open"),)


def _nobody(study: Study) -> Words:
    trial = next((one for one in study.trials if one.situation == "unauthenticated"), None)
    if trial is None:
        return words("none needed")
    mark = words(" {open}", open=opened("left open")) if trial.is_open else ()
    return words("{status}{mark}", status=code(str(trial.answer.status)), mark=mark)


def laws_page(studies: Sequence[Study]) -> Page:
    """Every law, and the clauses of every endpoint that lean on it."""
    families: dict[str, list[str]] = {}
    for law in LAWS.values():
        families.setdefault(law.family, []).append(law.id)
    lead = Paragraph(
        words=words(
            "What {check} asks of a backend. A law says how things are; the clause that leans on it says"
            " how much it matters.",
            check=code("listproof check"),
        )
    )
    sections = tuple(
        Section(id=f"family-{family}", title=family, blocks=(_family(family, names, studies),))
        for family, names in families.items()
    )
    found = tuple((f"{law.id} {law.states}", law.id, law_anchor(law.id)) for law in LAWS.values())
    return Page(name="laws", title="Laws", lead=(lead,), sections=sections, found_by=found)


def _family(family: str, names: Sequence[str], studies: Sequence[Study]) -> Table:
    rows = tuple(
        Row(
            id=law_anchor(name),
            cells=(
                (strong(name),),
                words("{states}", states=LAWS[name].states),
                words("{source}", source=LAWS[name].source),
                joined(_leaning(name, studies)) or (Span(text="–"),),
            ),
        )
        for name in names
    )
    return Table(
        caption=f"The laws of {family}", head=("Law", "What it states", "Source", "Clauses"), rows=rows
    )


def _leaning(law: str, studies: Sequence[Study]) -> Iterator[Words]:
    for study in studies:
        for clause in study.operation.clauses:
            if any(cited.law == law for cited in clause.laws):
                yield (Span(text=clause.id, to=f"{study.name}.html#{clause_anchor(clause.id)}"),)
