"""The table of parameters: what each is, what leaving it out does, what is allowed, and what else gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from listproof.contract import MISSING, Operation, Parameter
from listproof.pages.promising import KINDS
from listproof.pages.study import Study, name_of, written
from listproof.pages.trying import Trial
from listproof.pages.words import (
    Block,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Words,
    anchor,
    code,
    joined,
    opened,
    plain,
    prose,
    quiet,
    sentences,
    words,
)

_MOST_VALUES = 40


def parameters(study: Study) -> Section:
    """The section with every parameter."""
    each = study.operation.parameters.values()
    if not each:
        block: Block = Paragraph(words=words("The endpoint takes no parameters."))
        return Section(id="parameters", title="Parameters", blocks=(block,))
    table = Table(
        caption="Every parameter, and what is done with each value",
        head=("Parameter", "What it is", "Left out", "Allowed", "Anything else gets"),
        rows=tuple(_row(study, one) for one in each),
    )
    unstated = _unstated(study)
    unknown = next((one for one in study.trials if one.situation == "bad_param" and not one.about), None)
    blocks: list[Block] = [table]
    if unstated:
        names = joined((code(each.name) for each in unstated), ", ", " and ")
        verb = "does" if len(unstated) == 1 else "do"
        what = "What {names} {verb} to the list is {open}; the mock reads the value and changes nothing."
        blocks.append(Paragraph(words=words(what, names=names, verb=verb, open=opened("left open"))))
    if unknown is not None:
        got = words("refused with {status}", status=code(str(unknown.answer.status)))
        done = got if unknown.is_refused else words("ignored")
        blocks.append(
            Paragraph(
                words=words(
                    "A parameter that is not in this table is {done}{aside}.",
                    done=done,
                    aside=unknown.aside,
                )
            )
        )
    return Section(id="parameters", title="Parameters", blocks=tuple(blocks))


def _unstated(study: Study) -> list[Parameter]:
    """The parameters of the query that the contract gives no part in the list."""
    listing = study.operation.mocked
    size = listing.size
    roles = {listing.page.param, listing.sort.by, listing.sort.order, *listing.filters, *listing.inert}
    roles |= {size.param, size.alias} if size is not None else set()
    roles |= {scope.param for scope in listing.scope}
    parameters = study.operation.parameters.values()
    return [each for each in parameters if each.location == "query" and each.key not in roles]


def parameter_anchor(parameter: Parameter) -> str:
    """The id of the parameter's row."""
    return f"parameter-{anchor(parameter.key)}"


def _row(study: Study, parameter: Parameter) -> Row:
    return Row(
        id=parameter_anchor(parameter),
        cells=(
            sentences((code(parameter.name),), (quiet(_where(parameter)),)),
            _about(study, parameter),
            _left_out(study, parameter),
            _allowed(study.operation, parameter),
            joined(_otherwise(study, parameter), "; ") or (Span(text="–"),),
        ),
    )


def _where(parameter: Parameter) -> str:
    needs = ", required" if parameter.required else ""
    return f"{parameter.location}{needs}"


def _about(study: Study, parameter: Parameter) -> Words:
    listing, key = study.operation.listing, parameter.key
    own = prose(parameter.description) or None
    if key in listing.inert:
        aside = study.promise(f"inert/same@{key}").aside
        said = words(
            "It has no effect on which rows come, on their order or on the counts{aside}.", aside=aside
        )
        return sentences(own, said)
    if listing.size is not None and key == listing.size.alias:
        size = name_of(study.operation, listing.size.param)
        return sentences(
            own, words("The same as {size}; where both are sent, the mock takes {size}.", size=size)
        )
    return own or (Span(text="–"),)


def _left_out(study: Study, parameter: Parameter) -> Words:
    if parameter.required:
        trial = study.trial(parameter.key, "missing")
        if trial is None:
            return words("cannot be: it stands in the path")
        return words("{status}{mark}", status=code(str(trial.answer.status)), mark=_mark(trial))
    size = study.operation.listing.size
    if size is not None and parameter.key == size.param and "all" in size.omit:
        both = len(size.omit) > 1
        other = words("{default} or ", default=code(str(size.default))) if both else ()
        return words("{other}every row", other=other)
    if parameter.default is not MISSING:
        return words(
            "{value}{mark}", value=code(written(parameter.default)), mark=_guess(parameter, "default")
        )
    if parameter.key in study.operation.listing.filters:
        return words("no filter")
    if parameter.key == study.operation.listing.page.param:
        return words("the first page")
    return (Span(text="–"),)


def _allowed(operation: Operation, parameter: Parameter) -> Words:
    if parameter.enum:
        shown = [code(written(each)) for each in parameter.enum[:_MOST_VALUES]]
        more = len(parameter.enum) - len(shown)
        return joined([*shown, *([f"and {more} more"] if more else [])])
    inner = parameter.schema.get("items")
    if "array" in parameter.types and isinstance(inner, Mapping) and inner.get("enum"):
        return words(
            "several of {values}", values=joined(code(written(each)) for each in inner["enum"][:_MOST_VALUES])
        )
    named = joined((Span(text=each) for each in sorted(parameter.types - {"null"})), " or ")
    form = str(parameter.schema.get("format", ""))
    bounds = _bounds(operation, parameter)
    return joined(
        [
            *([named] if named else []),
            *([words("as {form}", form=code(form))] if form else []),
            *([bounds] if bounds else []),
        ]
    ) or (Span(text="any text"),)


def _bounds(operation: Operation, parameter: Parameter) -> Words | None:
    low, high = parameter.minimum, parameter.maximum
    mark = _guess(parameter, "minimum", "maximum")
    size = operation.listing.size
    if size is not None and parameter.key == size.param:
        high = size.maximum if high is None else high
    if low is not None and high is not None:
        return words("{low} to {high}{mark}", low=low, high=high, mark=mark)
    if low is not None:
        return words("{low} or more{mark}", low=low, mark=mark)
    return words("{high} at most{mark}", high=high, mark=mark) if high is not None else None


def _guess(parameter: Parameter, *keywords: str) -> Words:
    """A mark on keywords of the schema that are inferred."""
    guessed = any(f"/{keyword}" in parameter.inferred for keyword in keywords)
    return words(" {guess}", guess=opened(KINDS["guess"])) if guessed else ()


def _otherwise(study: Study, parameter: Parameter) -> Iterator[Words]:
    for trial in study.trials:
        if trial.about == parameter.key and trial.aspect != "missing":
            yield words(
                "{what}: {outcome}{mark}",
                what=_bare(trial, parameter),
                outcome=outcome(study, trial),
                mark=_mark(trial),
            )


def _bare(trial: Trial, parameter: Parameter) -> str:
    """What is wrong, without the name that the row has already."""
    return plain(trial.wrong).removeprefix(parameter.name).removeprefix(" is").strip()


def _mark(trial: Trial) -> Words:
    return words(" {open}", open=opened("left open")) if trial.is_open else ()


def outcome(study: Study, trial: Trial) -> Words:
    """What the mock does with the value: a status, or the value that it takes instead."""
    if trial.is_refused:
        return (code(str(trial.answer.status)),)
    size = study.operation.mocked.size
    policy = () if size is None else size.over if trial.aspect == "over" else size.under
    if size is not None and trial.aspect in ("over", "under"):
        if policy[:1] == ("clamp",):
            parameter = study.operation.parameters[trial.about]
            bound = _taken(parameter, trial.aspect, size.maximum, size.minimum)
            return words("taken as {bound}", bound=code(str(bound)))
        return words("taken as if left out")
    return words("an empty list" if trial.aspect == "unknown" else "taken")


def _taken(parameter: Parameter, aspect: str, most: int | None, least: int | None) -> int | None:
    if aspect == "over":
        return parameter.maximum if parameter.maximum is not None else most
    low = parameter.minimum if parameter.minimum is not None else least
    return 1 if low is None else low
