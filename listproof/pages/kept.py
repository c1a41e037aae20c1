"""What a backend made of the contract: the last run of the suite, on the endpoint's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from listproof.pages.promising import clause_link, law_link_of
from listproof.pages.runs import LOUD, Found, Run, finding_anchor, said
from listproof.pages.study import Study
from listproof.pages.words import (
    Block,
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
    quiet,
    words,
)


def backend(study: Study) -> Section | None:
    """The section on the last run; None where none was given."""
    run = study.run
    if run is None:
        return None
    blocks: list[Block] = [Facts(facts=tuple(_facts(run)))]
    blocks += _broken(run, frozenset(clause.id for clause in study.operation.clauses))
    blocks += _observed(run)
    return Section(id="backend", title="What a backend does", blocks=tuple(blocks))


def in_a_word(run: Run, *, judged_alone: bool = False) -> Words:
    """How many laws have each verdict, the loudest first; if wished, without those that blame nobody."""
    order = (*LOUD, "passed") if judged_alone else (*LOUD, "passed", "observed", "skipped")
    counts = [(verdict, run.counts[verdict]) for verdict in order if run.counts.get(verdict)]
    parts = (words("{count} {said}", count=count, said=said(verdict)) for verdict, count in counts)
    return joined(parts, ", ") or words("nothing was judged")


def of_clause(study: Study, clause: str) -> Words:
    """What the last run says of a clause."""
    run = study.run
    verdict = run.clauses.get(clause) if run is not None else None
    if run is None or verdict is None:
        return (quiet("not in that run"),)
    found = next((one for one in run.found if clause in one.clauses and one.verdict == verdict), None)
    return (said(verdict, to="#backend" if found is not None and verdict in LOUD else ""),)


def of_silence(study: Study, clause: str) -> Words:
    """What was seen of the backend where the document leaves it open."""
    run = study.run
    seen = [one.told for one in run.found if clause in one.clauses] if run is not None else []
    return joined((words("{told}", told=told) for told in dict.fromkeys(seen)), "; ") or (Span(text="–"),)


def _facts(run: Run) -> Iterator[tuple[str, Words]]:
    yield "Backend", (code(run.target),)
    yield "Asked", words("{when}, {count} requests", when=run.started, count=run.requests)
    yield "By", words("Listproof {version}", version=run.version)
    yield "Laws", in_a_word(run)
    if not run.complete:
        yield "Cut short", words("{why}", why=run.stopped or "not every law had its evidence")


def _broken(run: Run, known: frozenset[str]) -> Iterator[Block]:
    loud = [found for verdict in LOUD for found in run.found if found.verdict == verdict]
    if not loud:
        yield Paragraph(words=words("No promise was seen broken."))
        return
    yield Table(
        caption="What is not as promised",
        head=("Law", "Verdict", "What was seen", "Clauses"),
        rows=tuple(_rows(loud, known)),
    )
    requests = tuple(
        Code(text=one.request, language="sh", caption=words("{law}", law=law_link_of(one.law)))
        for one in loud
        if one.request
    )
    if requests:
        yield Folded(title="Requests that show it", blocks=requests)


def _rows(found: list[Found], known: frozenset[str]) -> Iterator[Row]:
    met: Counter[str] = Counter()
    for one in found:
        met[one.law] += 1
        yield Row(
            id=finding_anchor(met[one.law], one.law),
            cells=(
                (law_link_of(one.law),),
                (said(one.verdict),),
                words("{told}", told=one.told),
                joined(_link(clause, known) for clause in one.clauses) or (Span(text="–"),),
            ),
        )


def _link(clause: str, known: frozenset[str]) -> Span:
    """The clause, which leads to it unless the contract has lost it since the run."""
    return clause_link(clause) if clause in known else Span(text=clause)


def _observed(run: Run) -> Iterator[Block]:
    seen = [found for found in run.found if found.verdict == "observed"]
    if not seen:
        return
    rows = tuple(
        Row(
            cells=(
                (law_link_of(one.law),),
                words("{told}", told=one.told),
                (code(one.asked),) if one.asked else (Span(text="–"),),
            )
        )
        for one in seen
    )
    title = "What was seen where nothing is promised"
    table = Table(caption=title, head=("Law", "What was seen", "For example"), rows=rows)
    yield Folded(title=title, blocks=(table,))
