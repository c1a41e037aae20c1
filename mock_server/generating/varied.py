"""Many rows out of some: what no rule of the contract speaks of is drawn anew in each.

The models are made with care, one by one: they keep the rules, and their figures, times and status belong
together. A variation takes one of them, draws its names, texts and numbers again, moves all its times by the
same span, and gives it an id of its own. What is left of the model is shared, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from listproof.contract import Json, Pointer, look
from mock_server.generating.changing import with_value
from mock_server.generating.dice import Dice
from mock_server.generating.ids import Ids
from mock_server.generating.leaves import Leaf
from mock_server.generating.naming import words_of
from mock_server.generating.times import after, date_time
from mock_server.generating.values import Draft, Maker
from mock_server.world import Row

_MOST_NUMBERS: Final = 12
_MOST_DRAWN: Final = 16
"""Fields of a row that are drawn anew: of more, those that rows are sorted by come first."""
_LOOKED_AT: Final = 200
_TIED: Final = 0.1
"""How often a row begins when the one before it does."""
_ALL: Final = 1 << 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A row to vary, when it begins, and the moments that were written in it: in seconds since 1970."""

    row: Row
    base: int = 0
    times: Mapping[Pointer, int] = field(default_factory=dict)


_Step = tuple[str, Callable[[int], Json], int]
"""A field, how its value is written, and of what: the index of a number, or seconds after the row begins."""


@dataclass(slots=True)
class _Plan:
    """What is done to one model: some fields are drawn anew, in others the time moves."""

    whole: Row
    inner: dict[str, Json] | None
    drawn: list[_Step]
    moved: list[_Step]


class Variations:
    """Rows that are like the models: the same models and dice give the same rows.

    `kept` are the fields that stay as they are; `window` is how many seconds before `newest` rows begin.
    """

    def __init__(
        self,
        models: Sequence[Model],
        *,
        maker: Maker,
        ids: Ids,
        id_at: Pointer | None,
        kept: Collection[Pointer],
        sorted_by: Sequence[Pointer],
        hidden_times: Sequence[str],
        newest: int,
        window: int,
        dice: Dice,
    ) -> None:
        self._ids, self._id_at, self._dice = ids, id_at, dice
        self._newest, self._window = newest, window
        self._hidden_times = [(name, after(words_of(name), 0)) for name in dict.fromkeys(hidden_times)]
        self._parent: Pointer = id_at[:-1] if id_at else ()
        leaves = _leaves(models, self._parent, maker)
        stay = {name for name in leaves if (*self._parent, name) in kept or (*self._parent, name) == id_at}
        self._times = {} if _holds_times(leaves, stay) else _of_times(leaves)
        first = [field[-1] for field in sorted_by if field[:-1] == self._parent]
        self._numbers = _numbered(
            {name: leaf for name, leaf in leaves.items() if leaf.after is None}, stay, first
        )
        self._draws = len(set(self._numbers.values()))
        self._drawn = [(name, leaves[name].write, index) for name, index in self._numbers.items()]
        self._plans = [self._plan(model) for model in models]

    def rows(self, count: int) -> Iterator[Row]:
        """So many rows. Raises ExhaustedError where there are no more ids."""
        random, plans, draws, window = self._dice.random, self._plans, self._draws, self._window
        how_many, begins, parent, has_times = len(plans), self._newest, self._parent, bool(self._hidden_times)
        next_id, id_name = self._ids.next, self._id_at[-1] if self._id_at and self._ids.is_counted else None
        for _ in range(count):
            plan = plans[int(random() * how_many)]
            if random() >= _TIED:
                begins = self._newest - int(random() * window)
            item = plan.whole.item
            if plan.inner is not None:
                inner = plan.inner.copy()
                if draws:
                    numbers = [int(random() * _ALL) for _ in range(draws)]
                    for name, write, index in plan.drawn:
                        inner[name] = write(numbers[index])
                for name, write, offset in plan.moved:
                    inner[name] = write(begins + offset)
                if id_name is not None:
                    inner[id_name] = next_id()
                item = with_value(item, parent, inner) if parent else inner
            if id_name is None or plan.inner is None:
                item = self._identified(item)
            yield Row(item=item, hidden=self._hidden(plan, begins) if has_times else plan.whole.hidden)

    def _identified(self, item: Json) -> Json:
        """The item with an id of its own, where ids are not counted."""
        if self._id_at is None:
            return item
        return self._ids.given(item, Draft(number=_ALL, dice=self._dice))

    def _hidden(self, plan: _Plan, begins: int) -> Mapping[str, Json]:
        """What does not stand in the item: its times move as those of the item do."""
        times = {name: date_time(begins + offset) for name, offset in self._hidden_times}
        return MappingProxyType({**plan.whole.hidden, **times})

    def _plan(self, model: Model) -> _Plan:
        inner = look(model.row.item, self._parent)
        if not isinstance(inner, dict):
            return _Plan(whole=model.row, inner=None, drawn=[], moved=[])
        return _Plan(
            whole=model.row,
            inner=inner,
            drawn=[step for step in self._drawn if inner.get(step[0]) is not None],
            moved=self._moved(model, inner),
        )

    def _moved(self, model: Model, inner: Mapping[str, Json]) -> list[_Step]:
        """The times of a model that move: all, or none where one of them was not written by its leaf."""
        steps: list[_Step] = []
        for name, write in self._times.items():
            if inner.get(name) is None:
                continue
            at = model.times.get((*self._parent, name))
            if at is None or write(at) != inner[name]:
                return []
            steps.append((name, write, at - model.base))
        return steps


def _leaves(models: Sequence[Model], parent: Pointer, maker: Maker) -> dict[str, Leaf]:
    """How the members of an item are made, of those that stand in some of the models."""
    names: dict[str, None] = {}
    for model in models[:_LOOKED_AT]:
        inner = look(model.row.item, parent)
        names |= dict.fromkeys(inner if isinstance(inner, dict) else ())
    found = {name: maker.leaf_at((*parent, name)) for name in names}
    return {name: leaf for name, leaf in found.items() if leaf is not None and leaf.steady}


def _of_times(leaves: Mapping[str, Leaf]) -> dict[str, Callable[[int], Json]]:
    return {name: leaf.write for name, leaf in leaves.items() if leaf.after is not None}


def _holds_times(leaves: Mapping[str, Leaf], stay: Collection[str]) -> bool:
    """Whether one of the times has to stay, so that none can move."""
    return any(name in stay for name in _of_times(leaves))


def _numbered(leaves: Mapping[str, Leaf], stay: Collection[str], first: Sequence[str]) -> dict[str, int]:
    """The index of the number of each field that is drawn anew: one for all that speak of the same person.

    Where one of those has to stay, all do.
    """
    held = {leaves[name].subject for name in stay if name in leaves}
    groups: dict[Json, list[str]] = {}
    for name in sorted(leaves, key=lambda each: each not in first):
        leaf = leaves[name]
        if name not in stay and (leaf.subject is None or leaf.subject not in held):
            groups.setdefault(name if leaf.subject is None else leaf.subject, []).append(name)
    found: dict[str, int] = {}
    indexes = 0
    for names in groups.values():
        if indexes < _MOST_NUMBERS and len(found) + len(names) <= _MOST_DRAWN:
            found |= dict.fromkeys(names, indexes)
            indexes += 1
    return found
