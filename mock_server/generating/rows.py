"""Rows of one list, made from its contract: its documented items first, then others of their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final

import jsonschema_rs

from listproof.contract import MISSING, Contract, Json, Listing, Operation, Pointer, look, pointer_text
from listproof.errors import Fault, FixtureError
from listproof.reading.places import parse_pointer, standing_at
from mock_server.generating.changing import with_value
from mock_server.generating.conditions import Condition
from mock_server.generating.dice import Dice
from mock_server.generating.ids import ExhaustedError, Ids
from mock_server.generating.naming import words_of
from mock_server.generating.rules import Keeper
from mock_server.generating.schemas import ImpossibleError, implied, types_of
from mock_server.generating.scopes import Share, documented_items
from mock_server.generating.stories import Story
from mock_server.generating.times import CLOCK, DAY, HOUR, after, date_time, read_date_time
from mock_server.generating.values import Draft, Hints, Maker
from mock_server.generating.varied import Model, Variations
from mock_server.world import Row
from mock_server.worlds.row_checks import Flaw, RowChecks, item_schema

MANY: Final = 2_000
"""Rows that are made one by one; of more rows the others are variations of these, with ids of their own."""

_VALUES_A_ROW: Final = 80
"""Values in a row, on the average of those that are made one by one: of larger ones fewer are made."""
_FEW: Final = 250

_TRIES: Final = 30
_TIED: Final = 0.1
_ABSENT: Final = 0.1
_SOMETIMES_ABSENT: Final = 0.4
_DAYS: Final = 90
_MARGIN: Final = 12 * HOUR
"""How long before the clock the last row begins: what it did since has happened."""
_POOL: Final = 8
_HELP: Final = "name values that fit under x-listing.assumed.values, or write fixtures"


class _NoMoreError(Exception):
    """There are rows, and there can be no more of them."""


class RowMaker:
    """Makes the rows of one operation; fewer than asked for where the id has no more values."""

    def __init__(self, contract: Contract, operation: Operation, dice: Dice) -> None:
        listing, schema = operation.mocked, item_schema(operation)
        self._contract, self._operation, self._listing, self._schema = contract, operation, listing, schema
        self._dice = dice
        self._documented = documented_items(operation)
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
        self._clock = _newest(self._documented)
        self._words = _subject(operation)
        hints = self._hints()
        whose = [scope.at for scope in listing.scope if scope.at is not None]
        given = [*whose, listing.id] if listing.id is not None else whose
        known = schema if self._documented else implied(schema, [*given, *_selecting(listing)])
        self._maker = Maker(known, hints, dice, self._words)
        self._keeper = Keeper(
            listing, schema, fixed=given, shown=hints.examples, allows=self._validator.is_valid
        )
        self._needed = {*given, *_selecting(listing), *self._keeper.needed}
        self._absent = _absences(self._documented)
        self._ids = Ids(schema, listing.id, self._maker, self._documented, dice.apart("ids"))
        fields = known.get("properties") if isinstance(known.get("properties"), Mapping) else None
        ruled = self._keeper.fields
        self._story = Story(fields or {}, lambda field: field not in ruled and field not in given)
        self._checks = RowChecks(operation)
        self._previous: Model | None = None
        self._values_made = 0

    def rows(self, share: Share, *, first: bool) -> Iterator[Row]:
        """The rows of one scope; the documented items stand among the first scope's."""
        query = {
            scope.param: value
            for scope, value in zip(self._listing.scope, share.values, strict=True)
            if scope.param is not None and ":" not in scope.param
        }
        made: list[Row] = []
        models: list[Model] = []
        documented = iter(self._documented if first else ())
        with suppress(_NoMoreError):
            can_vary, enough = self._can_vary(), _VALUES_A_ROW * max(share.count, _FEW)
            for number in range(min(share.count, MANY if can_vary else share.count)):
                if can_vary and made and self._values_made > enough:
                    break
                row = self._documented_row(documented, share, query)
                if row is None:
                    model = self._row(number, share, query)
                    models.append(model)
                    row = model.row
                made.append(row)
                yield row
            if len(made) < share.count:
                yield from self._varied(models or [Model(row=row) for row in made], share, len(made))

    # --- one row -------------------------------------------------------------------------------------

    def _documented_row(
        self, documented: Iterator[Json], share: Share, query: Mapping[str, Json]
    ) -> Row | None:
        """The next documented item, where it keeps the rules; None where there is none left."""
        for item in documented:
            placed = self._placed(item, share)
            kept = placed if self._keeper.is_kept(placed, query) else self._keeper.filled(placed, query)
            row = Row(item=kept, hidden=self._hidden(share, self._draft(-1)))
            if next(self._flaws(row, self._keeper.broken(kept, query)), None) is None:
                self._ids.take(kept)
                return row
        return None

    def _row(self, number: int, share: Share, query: Mapping[str, Json]) -> Model:
        flaw: Flaw | None = None
        for tried in range(_TRIES):
            if tried == _TRIES // 2:
                self._maker.set_apart()
            draft = self._draft(number)
            try:
                item, broken = self._item(draft, share, query)
            except ExhaustedError as error:
                if self._previous is not None:
                    raise _NoMoreError from None
                raise self._error(Flaw(found=str(error))) from None
            except ImpossibleError as error:  # another alternative of the schema may do
                flaw = Flaw(found=str(error))
                continue
            row = Row(item=item, hidden=self._hidden(share, draft))
            flaw = next(self._flaws(row, broken), None)
            if flaw is not None and flaw.pointer[:1] in draft.optional:
                row = Row(item=with_value(item, flaw.pointer[:1], MISSING), hidden=row.hidden)
                flaw = next(self._flaws(row, self._keeper.broken(row.item, query)), None)
            if flaw is None:
                times = {field: at for field, (at, _) in draft.times.items()}
                self._previous = Model(row=row, base=draft.base, times=times)
                return self._previous
        raise self._error(flaw)

    def _item(self, draft: Draft, share: Share, query: Mapping[str, Json]) -> tuple[Json, list[Condition]]:
        """An item, and the conditions that it could not be made to keep."""
        whole = self._maker.make(draft)
        self._values_made += draft.made
        item = self._tied(self._told(whole, draft), draft)
        item = self._placed(item, share)
        item = self._ids.given(item, draft)

        def redraw(field: Pointer) -> Json:
            schemas = standing_at(self._schema, field).schemas
            return self._maker.value(schemas[0] if schemas else {}, field, draft)

        kept, broken = self._keeper.kept(item, query, redraw)
        return (kept if broken else self._thinned(kept, draft, query)), broken

    def _draft(self, number: int) -> Draft:
        """A row in the making, which begins at some time of the last weeks."""
        dice = self._dice.apart(number, self._ids.count, self._dice.below(1 << 30))
        return Draft(number=number, dice=dice, base=self._clock - _MARGIN - dice.below(_DAYS * DAY))

    def _told(self, item: Json, draft: Draft) -> Json:
        """The item with what its status means for its other fields."""
        optional = {field[0] for field in draft.optional}

        def without(item: Json, name: str) -> Json:
            """Null where it may be that, else absent where it may be and is not needed, else as it was."""
            if self._may_be_null((name,)):
                return {**item, name: None}
            is_free = name in optional and (name,) not in self._needed
            return with_value(item, (name,), MISSING) if is_free else item

        def anew(name: str) -> Json:
            schemas = standing_at(self._schema, (name,)).schemas
            for _ in range(_POOL):
                value = self._maker.value(schemas[0] if schemas else {}, (name,), draft)
                if value is not None:
                    return value
            return MISSING

        return self._story.told(item, without, anew)

    def _may_be_null(self, field: Pointer) -> bool:
        schemas = standing_at(self._schema, field).schemas
        return bool(schemas) and all("null" in types_of(each) and "enum" not in each for each in schemas)

    def _tied(self, item: Json, draft: Draft) -> Json:
        """The item, now and then with a field that it is sorted by equal to that of the row before."""
        before = self._previous
        for field in (sort.at for sort in (*self._listing.sort.keys.values(), *self._listing.sort.default)):
            if not field or field == self._listing.id or before is None or not draft.dice.chance(_TIED):
                continue
            if field in draft.times and field in before.times:
                item = draft.moved(item, before.times[field] - draft.times[field][0])
            elif (value := look(before.row.item, field)) is not MISSING:
                item = with_value(item, field, value)
        return item

    def _placed(self, item: Json, share: Share) -> Json:
        """The item in its scope."""
        for scope, value in zip(self._listing.scope, share.values, strict=True):
            if scope.at is not None:
                item = with_value(item, scope.at, value)
        return item

    def _thinned(self, item: Json, draft: Draft, query: Mapping[str, Json]) -> Json:
        """The item without some of its optional fields, as far as the rules do without them."""
        for field in draft.optional:
            absent = self._absent.get(field, _ABSENT)
            if field in self._needed or look(item, field) is MISSING or not draft.dice.chance(absent):
                continue
            without = with_value(item, field, MISSING)
            if field not in self._keeper.fields or self._keeper.is_kept(without, query):
                item = without
        return item

    def _flaws(self, row: Row, broken: list[Condition]) -> Iterator[Flaw]:
        for condition in broken:
            yield Flaw(found=f"the rule {condition.rule} does not hold", wanted=condition.text.strip())
        yield from self._checks.flaws(row, "another row")

    def _error(self, flaw: Flaw | None) -> FixtureError:
        said = f"{pointer_text(flaw.pointer)} {flaw.found}".strip() if flaw else "nothing fits"
        fault = Fault(
            file=self._operation.file or self._contract.source,
            line=self._operation.line,
            place=self._operation.id,
            found=f"no row can be made for this list: {said}",
            wanted="; ".join(part for part in (flaw.wanted if flaw else "", _HELP) if part),
        )
        return FixtureError([fault])

    # --- more rows -----------------------------------------------------------------------------------

    def _can_vary(self) -> bool:
        """Whether a row may be another one under its own id: where no rule speaks of the id."""
        return self._listing.id is None or self._listing.id not in self._keeper.fields

    def _varied(self, models: list[Model], share: Share, start: int) -> Iterator[Row]:
        """Variations of the models up to the share's count."""
        ruled = {*self._keeper.fields, *(scope.at for scope in self._listing.scope if scope.at is not None)}
        sorts = [*self._listing.sort.keys.values(), *self._listing.sort.default]
        variations = Variations(
            models,
            maker=self._maker,
            ids=self._ids,
            id_at=self._listing.id,
            kept=ruled,
            sorted_by=[sort.at for sort in sorts if sort.at],
            hidden_times=[sort.name for sort in sorts if sort.at is None],
            newest=self._clock - _MARGIN,
            window=_DAYS * DAY,
            dice=self._dice.apart("varied", *share.values),
        )
        with suppress(ExhaustedError):
            yield from variations.rows(share.count - start)

    # --- what is known of fields ---------------------------------------------------------------------

    def _hidden(self, share: Share, draft: Draft) -> Mapping[str, Json]:
        """What the contract needs to know of a row and its item does not show."""
        listing = self._listing
        hidden: dict[str, Json] = {}
        for sort in (*listing.sort.keys.values(), *listing.sort.default):
            if sort.at is None and sort.name not in hidden:
                tied = self._previous is not None and draft.dice.chance(_TIED)
                last = self._previous.row.hidden.get(sort.name) if self._previous and tied else None
                at = draft.base + after(words_of(sort.name), draft.dice.number())
                hidden[sort.name] = last or date_time(at)
        for key, each in listing.filters.items():
            if each.at is None:
                hidden[key] = self._filtered_by(key, draft)
        for scope, value in zip(listing.scope, share.values, strict=True):
            if scope.at is None:
                hidden[scope.hidden] = value
        return MappingProxyType(hidden)

    def _filtered_by(self, key: str, draft: Draft) -> Json:
        """A value that a filter parameter can ask for, out of a few."""
        parameter = self._operation.parameters[key]
        few = Draft(number=_POOL, dice=self._dice.apart(key, draft.dice.below(_POOL)))
        return self._maker.value(dict(parameter.schema), ("hidden", parameter.name), few)

    def _hints(self) -> Hints:
        examples: dict[Pointer, list[Json]] = {}
        for item in self._documented:
            _gather(item, (), examples)
        pools = {parse_pointer(text): values for text, values in self._listing.values.items()}
        plain = Maker(
            self._schema, Hints(pools=pools, examples=examples), self._dice.apart("pools"), self._words
        )
        for key, each in self._listing.filters.items():
            if (
                each.at
                and each.op in ("eq", "ne", "in")
                and each.at not in pools
                and each.at != self._listing.id
                and not self._is_time(plain, each.at)
            ):
                pools |= self._pool(plain, key, each.at)
        return Hints(pools=pools, examples=examples)

    def _is_time(self, maker: Maker, at: Pointer) -> bool:
        """Whether the field holds times, which differ from row to row."""
        leaf = maker.leaf_at(at)
        return leaf is not None and leaf.after is not None

    def _pool(self, maker: Maker, key: str, at: Pointer) -> dict[Pointer, tuple[Json, ...]]:
        """A few values for a field that is filtered by, so that each of them selects several rows."""
        schemas = standing_at(self._schema, at).schemas
        if any({"enum", "const", "items"} & each.keys() or each.get("type") == "boolean" for each in schemas):
            return {}
        shown = [self._operation.parameters[key].example, *(look(item, at) for item in self._documented)]
        validator = jsonschema_rs.Draft202012Validator(
            {**(schemas[0] if schemas else {}), "$defs": self._schema.get("$defs", {})}, validate_formats=True
        )
        values = [each for each in shown if each is not MISSING and validator.is_valid(each)]
        for number in range(_POOL):
            draft = Draft(number=_POOL, dice=self._dice.apart("pool", key, number), base=self._clock)
            try:
                values.append(maker.value(schemas[0] if schemas else {}, at, draft))
            except ImpossibleError:
                break
        return {at: tuple(values)} if values else {}


def _selecting(listing: Listing) -> Iterator[Pointer]:
    """The fields that filters and orders look at."""
    filtered = [each.at for each in listing.filters.values()]
    ordered = [each.at for each in (*listing.sort.keys.values(), *listing.sort.default)]
    yield from (field for field in (*filtered, *ordered) if field is not None)


def _absences(items: list[Json]) -> dict[Pointer, float]:
    """How often a field is left out that the documented items have: never, where all of them have it."""
    names = {name: None for item in items if isinstance(item, dict) for name in item}
    return {
        (name,): 0.0 if all(look(item, (name,)) is not MISSING for item in items) else _SOMETIMES_ABSENT
        for name in names
    }


def _gather(value: Json, pointer: Pointer, found: dict[Pointer, list[Json]]) -> None:
    """What the documented items show at each place."""
    known = found.setdefault(pointer, [])
    if value not in known:
        known.append(value)
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, member in members:
        _gather(member, (*pointer, str(key)), found)


def _newest(items: list[Json]) -> int:
    """The latest moment that the documented items show, in seconds since 1970."""
    found: dict[Pointer, list[Json]] = {}
    for item in items:
        _gather(item, (), found)
    moments = (read_date_time(value) for values in found.values() for value in values)
    latest = max((each for each in moments if each is not None), default=CLOCK)
    return int(latest.timestamp()) + (_MARGIN if latest is not CLOCK else 0)


def _subject(operation: Operation) -> tuple[str, ...]:
    """The words for what an item is: those of the path's last two parts that are no parameters."""
    parts = [part for part in operation.path.split("/") if part and "{" not in part]
    return tuple(word for part in parts[-2:] for word in words_of(part))
