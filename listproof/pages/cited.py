"""Every clause with the laws that check it, every law with its clauses, and what the document leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from listproof.contract import Clause
from listproof.lawbook import LAWS
from listproof.pages.kept import of_clause, of_silence
from listproof.pages.promising import KINDS, MEANINGS, clause_anchor, clause_link, law_anchor, law_link
from listproof.pages.study import Study, shown_file
from listproof.pages.words import (
    Block,
    Bullets,
    Code,
    Facts,
    Folded,
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
    strong,
    words,
)


def left_open(study: Study) -> Section | None:
    """The section on silences and contradictions, and what the mock makes of them; None without any."""
    rows = [
        Row(
            cells=(
                prose(clause.text),
                _mocks(clause),
                words("{kind} ({id})", kind=KINDS[clause.kind], id=clause_link(clause.id)),
                *((of_silence(study, clause.id),) if study.run is not None else ()),
            )
        )
        for clause in study.operation.clauses
        if clause.kind in ("silent", "clash")
    ]
    rows += list(_without_clause(study))
    if not rows:
        return None
    table = Table(
        caption="What a client can't know from the document",
        head=("What is open", "What the mock does", "Standing", *_ran(study, "What the backend did")),
        rows=tuple(rows),
    )
    lead = words(
        "Here another backend may do otherwise and still be right. Write clients that cope with either."
    )
    return Section(id="open", title="What the document leaves open", blocks=(Paragraph(words=lead), table))


def _ran(study: Study, title: str) -> tuple[str, ...]:
    """The title of a column that only a run of the suite can fill."""
    return (title,) if study.run is not None else ()


def _mocks(clause: Clause) -> Words:
    return prose(clause.mock) or (Span(text="–"),)


def _without_clause(study: Study) -> Iterator[Row]:
    """What no clause names, but the contract doesn't state either."""
    for trial in study.trials:
        if trial.is_open and not trial.silent and trial.promise.standing != "silent":
            does = words("It answers {status}.", status=code(str(trial.answer.status)))
            yield Row(cells=(trial.wrong, does, trial.told, *_unknown(study)))
    paging = study.operation.listing.page
    past = study.promise("page/past-end", stated=bool(paging.past_end))
    walk = study.walk
    if past.standing == "open" and walk is not None and walk.past is not None:
        items = len(walk.past.items)
        does = words(
            "It answers {status} with {items}.",
            status=code(str(walk.past.answer.status)),
            items="no items" if not items else f"{items} items",
        )
        yield Row(cells=(words("a page past the end"), does, past.told, *_unknown(study)))


def _unknown(study: Study) -> tuple[Words, ...]:
    return ((Span(text="–"),),) if study.run is not None else ()


def guesses(study: Study) -> Section | None:
    """The section on what is inferred; None where nothing is."""
    operation = study.operation
    found = [(pointer, reason) for pointer, reason in operation.inferred.items()]
    for parameter in operation.parameters.values():
        found += [(f"{parameter.key}: {at.strip('/')}", reason) for at, reason in parameter.inferred.items()]
    if not found:
        return None
    rows = tuple(Row(cells=((code(at),), words("{reason}", reason=reason))) for at, reason in found)
    table = Table(caption="What is inferred, and from what", head=("Value", "Reason"), rows=rows)
    return Section(id="guesses", title="Guesses", blocks=(table,))


def clauses(study: Study) -> Section | None:
    """The section with every clause; None for a contract without."""
    listed = study.operation.clauses
    if not listed:
        return None
    kinds = list(dict.fromkeys(clause.kind for clause in listed))
    legend = Facts(facts=tuple((KINDS[kind], words("{told}", told=MEANINGS[kind])) for kind in kinds))
    rows = tuple(_clause(study, place, clause) for place, clause in enumerate(listed))
    table = Table(
        caption="Every clause of the contract",
        head=("Clause", "What it says", "Standing", "Laws that check it", *_ran(study, "Last run")),
        rows=rows,
    )
    where = words(
        "The clauses stand in {file} at {pointer}.",
        file=code(shown_file(study.operation.file or study.contract.source)),
        pointer=code(f"{_pointer(study)}/x-clauses"),
    )
    blocks: tuple[Block, ...] = (legend, table, Paragraph(words=where), _by_law(study))
    return Section(id="clauses", title="Every clause", blocks=blocks)


def _pointer(study: Study) -> str:
    path = study.operation.path.replace("~", "~0").replace("/", "~1")
    return f"/paths/{path}/get"


def _clause(study: Study, place: int, clause: Clause) -> Row:
    quote = Span(text=f"“{clause.quote}”", look="quote") if clause.quote else None
    where = quiet(f"{_pointer(study)}/x-clauses/{place}")
    laws = joined((law_link(each) for each in clause.laws), ", ")
    return Row(
        id=clause_anchor(clause.id),
        cells=(
            (strong(clause.id),),
            sentences(prose(clause.text), (quote,) if quote else None, (where,)),
            (Span(text=KINDS[clause.kind]),),
            laws or words("none: {why}", why=clause.why),
            *((of_clause(study, clause.id),) if study.run is not None else ()),
        ),
    )


def _by_law(study: Study) -> Folded:
    """The other way round: from a law to the clauses."""
    cited: dict[str, list[Clause]] = {}
    for clause in study.operation.clauses:
        for law in clause.laws:
            held = cited.setdefault(law.law, [])
            if clause not in held:
                held.append(clause)
    rows = tuple(
        Row(
            cells=(
                (code(law, to=f"laws.html#{law_anchor(law)}"),),
                words("{states}", states=LAWS[law].states),
                joined(clause_link(each.id) for each in cited[law]),
            )
        )
        for law in LAWS
        if law in cited
    )
    table = Table(
        caption="From each law to the clauses that lean on it",
        head=("Law", "What it states", "Clauses"),
        rows=rows,
    )
    return Folded(title="From each law to the clauses that lean on it", blocks=(table,))


def judged(study: Study) -> Section:
    """The section on how a backend is judged by all this."""
    line = (
        f"listproof check {study.source} --operation {study.operation.id} --url https://your-backend.example"
    )
    blocks: tuple[Block, ...] = (
        Paragraph(words=words("Whether a backend keeps this contract can be asked of it:")),
        Code(text=line, language="sh"),
        Bullets(
            items=(
                words(
                    "The laws that it asks for stand on {page}.",
                    page=Span(text="the page of laws", to="laws.html"),
                ),
            )
        ),
    )
    return Section(id="judge", title="Judge a backend", blocks=blocks)
