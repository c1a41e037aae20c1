"""Sizes: how many rows come unasked, the most that are served, and what sizes out of range get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.settling.asker import Asker, Seen
from conformance.settling.ground import Ground
from conformance.settling.sight import Sight
from listproof.contract import Size
from listproof.infer.answers import Answer, Differs, Settled, Unsettled
from listproof.infer.guesses import Bound, Open, Stated

_LARGE = 1_000
"""Rows that are asked for where no maximum is documented; more might be a burden."""


# --- none asked for --------------------------------------------------------------------------------------


def judge_default(ground: Ground, sight: Sight) -> Iterator[Answer]:
    """How many rows come where no size is sent, if more could have come."""
    size = ground.size
    if size is None:
        return
    number, opens = len(sight.plain.ids), ground.opens("size", "omit")
    more = sight.has_more_than(number)
    if size.default is not None:
        agrees = number == size.default or (number < size.default and not more)
        if not agrees:
            told = f"the default of {size.param} is documented as {size.default}, and {sight.plain}"
            yield Differs(told=told)
        return
    if not opens:
        return
    # That a larger page came shows that nothing else kept the plain one short.
    if len(sight.wide.ids) > number and sight.wide.ids[:number] == sight.plain.ids:
        because = f"asked: {sight.plain}, {sight.wide}"
        yield _bounded(ground, size, "default", number, because, opens)
    elif number > (size.maximum or number) and sight.count == number and sight.reach == len(sight.wide.ids):
        because = f"asked: {sight.plain}, all that there are, and {sight.wide}"
        yield Settled(closes=opens, values=(Stated(("size", "omit"), "all", because),))
    else:
        all_of_them = ", all that there are" if sight.is_whole and not more else ""
        yield Unsettled(stays=opens, because=f"asked: {sight.plain}{all_of_them}")


def _bounded(
    ground: Ground,
    size: Size,
    keyword: str,
    number: int,
    because: str,
    closes: tuple[Open, ...],
    *more: Stated,
) -> Answer:
    """The keyword for the parameter's schema, where it has one of its own to write it to."""
    plain = ground.proposal.operation.parameters[size.param]
    if plain.schema is None or not plain.shape.is_whole:
        why = "is shared with others" if plain.shape.types else "says no type"
        told = f"it seems to be {number}, {because}; its schema {why}, so write the {keyword} there yourself"
        return Unsettled(stays=closes, because=told)
    return Settled(closes=closes, values=(Bound(size.param, keyword, number, because), *more))


# --- more than the maximum -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A page of more than the documented maximum."""

    asked: int
    seen: Seen


def ask_over(ground: Ground, asker: Asker) -> Over | None:
    """Ask for one row more than the documented maximum; None where none is documented."""
    size = ground.size
    if size is None or size.maximum is None or size.maximum < 1:
        return None
    return Over(asked=size.maximum + 1, seen=asker.ask(size=size.maximum + 1))


def judge_over(ground: Ground, sight: Sight, over: Over) -> Iterator[Answer]:
    """Whether a size over the maximum is cut down to it or refused, if the list is long enough to show."""
    size, seen, most = ground.size, over.seen, over.asked - 1
    opens = ground.opens("size", "over")
    assert size is not None
    odd = ground.refusal_differs("bad_size", seen.status)
    if sight.refused is not None and sight.refused.status == seen.status:
        odd = f"{sight.refused}, so that it tells nothing of the maximum"
    if odd:
        yield Unsettled(stays=opens, because=f"asked: {seen}; {odd}")
    elif seen.refused:
        yield from _stated_over(ground, opens, "error", f"asked: {seen}")
    elif len(seen.ids) > most:
        because = f"{seen}, and the maximum of {size.param} is documented as {most}"
        yield Differs(told=because)
        yield Unsettled(stays=opens, because=f"asked: {because}")
    elif seen.page is not None and len(seen.ids) == most and sight.has_more_than(most):
        yield from _stated_over(ground, opens, "clamp", f"asked: {seen}, and more follow")
    elif seen.page is not None and not sight.has_more_than(most):
        rows = f"the list is known to have {len(sight.ids)}" if sight.rows else "the list is empty"
        because = f"asked: {seen}; {rows}, too few to show a cut"
        yield Unsettled(stays=opens, because=because)
    else:
        if seen.page is not None and len(sight.wide.ids) < most and sight.has_more_than(len(seen.ids)):
            yield Differs(
                told=f"the maximum of {size.param} is documented as {most}, and {seen} though more follow"
            )
        yield Unsettled(stays=opens, because=f"asked: {seen}")


def _stated_over(ground: Ground, opens: tuple[Open, ...], word: str, because: str) -> Iterator[Answer]:
    known = ground.proposal.listing.get("size", {}).get("over")
    if known is not None and known != word:
        yield Differs(told=f"size.over is documented as {known}, and {because.removeprefix('asked: ')}")
    else:
        yield Settled(closes=opens, values=(Stated(("size", "over"), word, because),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """Large pages of a list that documents no maximum, of two sizes."""

    one: Seen
    other: Seen | None


def ask_largest(ground: Ground, asker: Asker, sight: Sight) -> Largest | None:
    """Ask for very large pages; None where a maximum is documented, or all rows came already."""
    size = ground.size
    if size is None or not ground.opens("size", saying="largest") or sight.is_whole:
        return None
    one = asker.ask(size=_LARGE)
    alike = one.page is not None and 0 < len(one.ids) < _LARGE
    return Largest(one=one, other=asker.ask(size=_LARGE - 1) if alike else None)


def judge_largest(ground: Ground, sight: Sight, largest: Largest) -> Iterator[Answer]:
    """The maximum, where two large sizes get the same number of rows and more follow."""
    opens, size, one = ground.opens("size", saying="largest"), ground.size, largest.one
    assert size is not None
    number = len(one.ids)
    if largest.other is None:
        yield Unsettled(stays=opens, because=f"asked: {one}")
        return
    follows = (sight.count or 0) > number or one.meta("has_next") is True or one.meta("next") is not None
    if largest.other.ids == one.ids and follows and number >= len(sight.plain.ids):
        because = f"asked: {one}, {largest.other}, and more follow"
        yield _bounded(
            ground, size, "maximum", number, because, opens, Stated(("size", "over"), "clamp", because)
        )
    else:
        yield Unsettled(stays=opens, because=f"asked: {one}, {largest.other}")


# --- less than the minimum -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """Pages of sizes below the minimum, and the minimum itself."""

    least: int
    seen: tuple[Seen, ...]


def ask_under(ground: Ground, asker: Asker) -> Under | None:
    """Ask for sizes below the minimum; None where the list takes no size."""
    size = ground.size
    if size is None or not ground.opens("size", "under"):
        return None
    least = 1 if size.minimum is None else size.minimum
    values = dict.fromkeys((least - 1, -1))
    return Under(least=least, seen=tuple(asker.ask(size=value) for value in values if value < least))


def judge_under(ground: Ground, sight: Sight, under: Under) -> Iterator[Answer]:
    """Whether a size below the minimum is refused, or what is taken instead: of each the same."""
    opens = ground.opens("size", "under")
    words = {_under(sight, seen, under.least) for seen in under.seen}
    because = f"asked: {'; '.join(map(str, under.seen))}"
    word = words.pop() if len(words) == 1 else ""
    odd = ground.refusal_differs("bad_size", *(seen.status for seen in under.seen))
    because += f"; {odd}" if odd else ""
    if word and not odd:
        yield Settled(closes=opens, values=(Stated(("size", "under"), word, because),))
    else:
        yield Unsettled(stays=opens, because=because)


def _under(sight: Sight, seen: Seen, least: int) -> str:
    if seen.refused:
        return "error"
    usual = len(sight.plain.ids)
    # A page of the least size and one of the usual size must be different things, and no longer one be there.
    if least < 1 or usual <= least or not seen.ids or len(sight.ids) <= usual:
        return ""
    if seen.ids == sight.plain.ids:
        return "default"
    return "clamp" if seen.ids == sight.ids[:least] else ""
