"""Who may ask, and whose rows come."""

from __future__ import annotations

from collections.abc import Iterator

from listproof.contract import Scheme, Scope
from listproof.pages.study import Study, at, name_of
from listproof.pages.words import Block, Bullets, Paragraph, Section, Words, code, joined, sentences, words


def whose(study: Study) -> Section:
    """The section on credentials and scope."""
    blocks: list[Block] = [Paragraph(words=credentials(study))]
    scopes = tuple(_scope(study, each) for each in study.operation.listing.scope)
    if scopes:
        blocks.append(Bullets(items=scopes))
        blocks.append(Paragraph(words=words("Rows of anybody else never come, whatever is sent.")))
    else:
        blocks.append(Paragraph(words=words("Nothing is stated on whose rows a caller gets.")))
    return Section(id="scope", title="Who sees which rows", blocks=tuple(blocks))


def credentials(study: Study) -> Words:
    """Which credentials a request carries, as a sentence."""
    ways = [way for way in study.operation.security if way]
    if not ways:
        return words("No credentials are needed.")
    told = joined((joined((_carried(each) for each in way), " and ") for way in ways), "; or ")
    together = any(len(way) > 1 for way in ways)
    optional = any(not way for way in study.operation.security)
    return sentences(
        words("A request carries {told}{both}.", told=told, both=", together" if together else ""),
        words("It may also come without.") if optional else None,
    )


def _carried(scheme: Scheme) -> Words:
    secret = f"{scheme.prefix.strip()} …" if scheme.prefix.strip() else "…"
    if scheme.location == "header":
        return words("the header {header}", header=code(f"{scheme.parameter}: {secret}"))
    where = "cookie" if scheme.location == "cookie" else "query parameter"
    return words("the {where} {pair}", where=where, pair=code(f"{scheme.parameter}={secret}"))


def _scope(study: Study, scope: Scope) -> Words:
    return sentences(*_scope_sentences(study, scope))


def _scope_sentences(study: Study, scope: Scope) -> Iterator[Words]:
    if scope.param is None:
        aside = study.promise("scope/own", "scope/apart").aside
        if scope.at is not None:
            yield words(
                "Only the caller's own rows come: each item's {field} is the caller's{aside}.",
                field=at(scope.at),
                aside=aside,
            )
        else:
            yield words("Only the caller's own rows come{aside}.", aside=aside)
            yield words("No field of an item shows whose it is.")
        return
    parameter = study.operation.parameters[scope.param]
    where = {"path": "in the path", "header": "a header", "query": "in the query", "cookie": "a cookie"}
    needs = ", required" if parameter.required else ""
    yield words(
        "{name} ({where}{needs}) says whose rows come{aside}.",
        aside=study.promise(f"scope/own@{scope.param}", f"scope/apart@{scope.param}").aside,
        name=name_of(study.operation, scope.param),
        where=where[parameter.location],
        needs=needs,
    )
    if scope.at is not None:
        yield words("Each item's {field} is what was sent.", field=at(scope.at))
    trial = study.trial(scope.param, "unknown")
    if trial is not None:
        got = "an empty list" if not trial.is_refused else code(str(trial.answer.status))
        yield words("One that names nothing of the caller's gets {got}{aside}.", got=got, aside=trial.aside)
