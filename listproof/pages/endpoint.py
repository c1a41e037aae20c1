"""The page of one endpoint: its sections in the order in which a newcomer asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from listproof.pages.answers import answer, rules, summary
from listproof.pages.choosing import filters, sorting
from listproof.pages.cited import clauses, guesses, judged, left_open
from listproof.pages.examples import programs, worked
from listproof.pages.kept import backend, in_a_word
from listproof.pages.paging import ending, in_short, paging, size_in_short
from listproof.pages.parameters import parameter_anchor, parameters
from listproof.pages.promising import KINDS, clause_anchor
from listproof.pages.refused import errors
from listproof.pages.study import Study, at, place
from listproof.pages.whose import credentials, whose
from listproof.pages.words import (
    Block,
    Code,
    Facts,
    Page,
    Paragraph,
    Section,
    Span,
    Words,
    code,
    joined,
    opened,
    prose,
    words,
)


def endpoint_page(study: Study) -> Page:
    """The page that says all of one endpoint."""
    sections = tuple(section for section in _sections(study) if section is not None)
    return Page(
        name=study.name,
        title=study.title,
        lead=tuple(_lead(study)),
        sections=sections,
        found_by=tuple(_found_by(study, sections)),
    )


def _sections(study: Study) -> Iterator[Section | None]:
    yield whose(study)
    yield parameters(study)
    yield paging(study)
    yield answer(study)
    yield filters(study)
    yield sorting(study)
    yield summary(study)
    yield rules(study)
    yield errors(study)
    yield worked(study)
    yield programs(study)
    yield left_open(study)
    yield guesses(study)
    yield clauses(study)
    yield backend(study)
    yield judged(study)


def _lead(study: Study) -> Iterator[Block]:
    operation = study.operation
    yield Code(text=f"GET {operation.path}", language="http")
    for part in re.split(r"\n\s*\n", operation.description):
        if part.strip():
            yield Paragraph(words=prose(part))
    if operation.inferred:
        yield Paragraph(
            words=words(
                "The document does not say how this list behaves. What is marked as {guess} was inferred from"
                " its names, types and texts ({all}).",
                guess=opened(KINDS["guess"]),
                all=Span(text="every guess, with its reason", to="#guesses"),
            )
        )
    yield Facts(facts=tuple(_facts(study)))
    if study.first.answer.status >= 300:
        yield Paragraph(
            words=words(
                "The mock answers a plain request with {status}; what needs its rows is left out here.",
                status=code(str(study.first.answer.status)),
            )
        )


def _facts(study: Study) -> Iterator[tuple[str, Words]]:
    operation, contract = study.operation, study.contract
    listing = operation.listing
    yield (
        "Contract",
        words(
            "{title} {version}, {source}",
            title=contract.title,
            version=contract.version,
            source=code(study.source),
        ),
    )
    if contract.servers:
        yield "Servers", joined(code(server) for server in contract.servers)
    yield "Credentials", credentials(study)
    yield "Pages", in_short(study)
    yield "Size", size_in_short(study)
    last = ending(study)
    if last is not None:
        yield "The end", last
    if listing.items.pointer:
        yield "Items", (place(listing.items),)
    else:
        yield "Items", words("the body itself")
    if listing.id:
        yield "Identity", (at(listing.id),)
    if "total" in listing.meta:
        yield "Rows that match", (place(listing.meta["total"]),)
    if operation.clauses:
        count = len(operation.clauses)
        yield "Clauses", (Span(text=f"{count} clause{'s' * (count > 1)}", to="#clauses"),)
    if study.run is not None:
        told = in_a_word(study.run, judged_alone=True)
        yield "Last run", words("{told} ({more})", told=told, more=Span(text="more", to="#backend"))


def _found_by(study: Study, sections: tuple[Section, ...]) -> Iterator[tuple[str, str, str]]:
    operation = study.operation
    yield f"{operation.id} {operation.path} {study.title}", f"GET {operation.path}", ""
    for section in sections:
        yield section.title, section.title, section.id
    for parameter in operation.parameters.values():
        yield (
            f"{parameter.name} parameter {parameter.description}",
            parameter.name,
            parameter_anchor(parameter),
        )
    for clause in operation.clauses:
        laws = " ".join(str(law) for law in clause.laws)
        yield f"{clause.id} {clause.text} {laws}", f"{clause.id}: {clause.text}", clause_anchor(clause.id)
