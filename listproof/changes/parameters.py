"""Parameters: what OpenAPI says of a question, and what of it a client that asks as before would meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.changes.renaming import parameter_key
from listproof.changes.schemas import plain_schema
from listproof.contract import MISSING, Json, Parameter
from listproof.reading.faults import shown

_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_TEXTS: Final = ("pattern", "format", "multipleOf")
_BY_ROLE: Final = frozenset({"parameter/renamed", "parameter/default"})
"""Kinds whose weight follows from what the parameter does in the list."""
_MARKED: Final = frozenset({"matrix", "label", "deepObject"})
"""Styles in which one value alone is written otherwise as well (3.0.3, Style Values)."""
_APART: Final = frozenset({"type", "enum", *_LOWER, *_UPPER, *_TEXTS})


def parameter_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in the parameters. Those that come or go with a role are told by that role."""
    has_moved = pair.old.path != pair.new.path
    for key, parameter in pair.old.parameters.items():
        if key not in pair.same and key not in pair.old_roles and not (has_moved and _in_path(parameter)):
            yield _gone(parameter)
    for key, parameter in pair.new.parameters.items():
        if key not in pair.before and not (has_moved and _in_path(parameter)):
            yield from _added(pair, parameter)
    for old, new in pair.parameters:
        if old != new or pair.old.listing != pair.new.listing:
            yield from _Both(pair, old, new).differences()


def _in_path(parameter: Parameter) -> bool:
    return parameter.location == "path"


def _gone(old: Parameter) -> Difference:
    return Difference(
        kind="parameter/gone",
        severity=CAREFUL,
        what=f"the parameter {old.key} is gone",
        because="A client that sends it is refused where unknown parameters are, and else sends it in vain.",
        about=old.key,
        old=old.key,
        old_at=("parameter", old.key),
        new_at=("operation", "parameters"),
    )


def _added(pair: Pair, new: Parameter) -> Iterator[Difference]:
    if pair.demands(new.key):
        yield Difference(
            kind="parameter/required",
            severity=BREAKING,
            what=f"there is a new parameter {new.key}, which is required",
            because="A client that does not know it sends none, and is refused.",
            about=new.key,
            new=new.key,
            old_at=("operation", "parameters"),
            new_at=("parameter", new.key),
        )
    elif new.key not in pair.new_roles:
        yield Difference(
            kind="parameter/added",
            severity=HARMLESS,
            what=f"there is a new parameter {new.key}",
            because="A client that does not know it may leave it out.",
            about=new.key,
            new=new.key,
            old_at=("operation", "parameters"),
            new_at=("parameter", new.key),
        )


class _Both:
    """A parameter that both contracts have."""

    def __init__(self, pair: Pair, old: Parameter, new: Parameter) -> None:
        self.pair, self.old, self.new = pair, old, new
        self.key = old.key
        self.role = pair.old_roles.get(old.key, pair.new_roles.get(new.key, ""))
        self.before, self.after = plain_schema(old.schema), plain_schema(new.schema)

    def differences(self) -> Iterator[Difference]:
        yield from self._name()
        yield from self._required()
        yield from self._types()
        yield from self._values()
        yield from self._bounds()
        yield from self._texts()
        yield from self._default()
        yield from self._writing()
        yield from self._other()

    def _differs(
        self,
        kind: str,
        severity: Severity,
        what: str,
        because: str,
        keyword: str = "",
        *,
        about: str = "",
        old: Json = MISSING,
        new: Json = MISSING,
    ) -> Difference:
        more = ("schema", keyword) if keyword else ()
        return Difference(
            kind=kind,
            severity=severity,
            what=what,
            because=because,
            about=about or self.key,
            old=old,
            new=new,
            old_at=("parameter", self.old.key, *more),
            new_at=("parameter", self.new.key, *more),
            leans=_leans(self.role, self.key) if kind in _BY_ROLE else (),
        )

    def _name(self) -> Iterator[Difference]:
        if parameter_key(self.old.key) != parameter_key(self.new.key) and not _in_path(self.new):
            yield self._differs(
                "parameter/renamed",
                BREAKING,
                f"the parameter {self.old.key} is called {self.new.key} now",
                f"A client that sends {self.old.key} is refused, or gets what it would get without it.",
                old=self.old.key,
                new=self.new.key,
            )

    def _required(self) -> Iterator[Difference]:
        if self.old.required == self.new.required:
            return
        what = f"{self.new.key} is {'required' if self.new.required else 'no longer required'}"
        because = (
            "A client that leaves it out, as it could, is refused."
            if self.new.required
            else "A client that sends it goes on as before."
        )
        severity = BREAKING if self.new.required else HARMLESS
        yield self._differs(
            "parameter/required", severity, what, because, old=self.old.required, new=self.new.required
        )

    def _types(self) -> Iterator[Difference]:
        before, after = self.old.types, self.new.types
        if before == after:
            return
        severity, because = BREAKING, "A client that sends a value of the old type is refused."
        if _takes(before, after):
            severity, because = HARMLESS, "Every value of the old type is one of the new."
        elif "string" in after:
            severity = CAREFUL
            because = "A query is text, so that old values are taken, but they may be compared as texts."
        what = f"{self.key} is {_types_told(after)}, and was {_types_told(before)}"
        yield self._differs(
            "parameter/type", severity, what, because, "type", old=sorted(before), new=sorted(after)
        )

    def _values(self) -> Iterator[Difference]:
        before, after = _enum(self.before), _enum(self.after)
        if before and not after:
            yield self._differs(
                "parameter/value-added",
                HARMLESS,
                f"{self.key} takes any value, and took {_told(before)}",
                "A client that sends one of the old values goes on as before.",
                "enum",
                old=list(before),
            )
        elif after and not before:
            yield self._differs(
                "parameter/value-gone",
                BREAKING,
                f"{self.key} takes {_told(after)} alone, and took any value",
                "A client that sends another value is refused.",
                "enum",
                new=list(after),
            )
        else:
            yield from self._each_value(self._apart(before, after), self._apart(after, before))

    def _apart(self, these: Sequence[Json], others: Sequence[Json]) -> list[Json]:
        """The values that the others lack; the words of an order are told with the order."""
        told = _told_with_the_order(self.pair)
        return [each for each in these if each not in others and not (self.role == "sort" and told(each))]

    def _each_value(self, gone: list[Json], added: list[Json]) -> Iterator[Difference]:
        respelled = {str(value).casefold(): value for value in added}
        for value in gone:
            now = respelled.pop(str(value).casefold(), MISSING)
            about = f"{self.key}={value}"
            if now is MISSING:
                yield self._differs(
                    "parameter/value-gone",
                    BREAKING,
                    f"{self.key} takes {shown(value)} no more",
                    "A client that sends it is refused, or gets rows that it did not ask for.",
                    "enum",
                    about=about,
                    old=value,
                )
            else:
                yield self._differs(
                    "parameter/value-respelled",
                    BREAKING,
                    f"{self.key} takes {shown(now)}, and took {shown(value)}",
                    "A client that sends the old spelling is refused, or finds no row.",
                    "enum",
                    about=about,
                    old=value,
                    new=now,
                )
        for value in respelled.values():
            yield self._differs(
                "parameter/value-added",
                HARMLESS,
                f"{self.key} takes {shown(value)} as well",
                "A client that does not know the value never sends it.",
                "enum",
                about=f"{self.key}={value}",
                new=value,
            )

    def _bounds(self) -> Iterator[Difference]:
        for keyword in (*_LOWER, *_UPPER):
            old, new = self.before.get(keyword), self.after.get(keyword)
            if old == new or (keyword == "minimum" and self._follows_first()):
                continue
            if keyword in ("minimum", "maximum") and self._is_size():
                continue  # told with the size
            is_tighter = new is not None and (old is None or (new > old if keyword in _LOWER else new < old))
            yield self._differs(
                "parameter/bounds",
                BREAKING if is_tighter else HARMLESS,
                f"the {keyword} of {self.key} is {_or_open(new)}, and was {_or_open(old)}",
                "A client that sends a value between the two is refused."
                if is_tighter
                else "Every value that could be sent still can.",
                keyword,
                about=f"{self.key}.{keyword}",
                old=MISSING if old is None else old,
                new=MISSING if new is None else new,
            )

    def _is_size(self) -> bool:
        old, new = self.pair.old.listing.size, self.pair.new.listing.size
        return bool(old and new and old.param == self.old.key and new.param == self.new.key)

    def _follows_first(self) -> bool:
        return self.role == "page" and self.pair.has_moved_first

    def _texts(self) -> Iterator[Difference]:
        for keyword in _TEXTS:
            old, new = self.before.get(keyword), self.after.get(keyword)
            if old == new:
                continue
            yield self._differs(
                "parameter/format",
                HARMLESS if new is None else BREAKING,
                f"the {keyword} of {self.key} is {_or_open(new)}, and was {_or_open(old)}",
                "Every value that could be sent still can."
                if new is None
                else "A client that sends values as before may be refused.",
                keyword,
                about=f"{self.key}.{keyword}",
                old=MISSING if old is None else old,
                new=MISSING if new is None else new,
            )

    def _default(self) -> Iterator[Difference]:
        old, new = self.old.default, self.new.default
        is_told = self._follows_first() or (self._is_size() and _is_whole(old) and _is_whole(new))
        if _same(old, new) or is_told or self._is_told_with_the_order():
            return
        severity, because = _default_weighed(self.pair, self.role, self.old, self.new)
        yield self._differs(
            "parameter/default",
            severity,
            f"without {self.key} {_or_nothing(new)} counts, and {_or_nothing(old)} did",
            because,
            "default",
            old=old,
            new=new,
        )

    def _is_told_with_the_order(self) -> bool:
        before, after = self.pair.old.listing.sort, self.pair.new.listing.sort
        return self.role == "sort" and before.default != after.default

    def _writing(self) -> Iterator[Difference]:
        may_be_many = not self.old.types or bool(self.old.types & {"array", "object"})
        is_marked = self.old.style != self.new.style and bool({self.old.style, self.new.style} & _MARKED)
        before, after = (self.old.style, self.old.explode), (self.new.style, self.new.explode)
        if is_marked or (before != after and may_be_many):
            yield self._differs(
                "parameter/writing",
                BREAKING,
                f"{self.key} is written {_style(self.new)}, and was {_style(self.old)}",
                "A client that writes its values as before is not understood.",
                old=_style(self.old),
                new=_style(self.new),
            )
        if self.old.allows_empty != self.new.allows_empty:
            gone = self.old.allows_empty
            yield self._differs(
                "parameter/writing",
                CAREFUL if gone else HARMLESS,
                f"{self.key} may {'no longer' if gone else 'now'} be sent empty",
                "A client that sends nothing as its value may be refused."
                if gone
                else "Nobody has to send it so.",
                about=f"{self.key}.empty",
                old=self.old.allows_empty,
                new=self.new.allows_empty,
            )

    def _other(self) -> Iterator[Difference]:
        before, after = _rest(self.before), _rest(self.after)
        if before != after:
            yield self._differs(
                "parameter/other",
                CAREFUL,
                f"the schema of {self.key} differs in {', '.join(_keys_apart(before, after))}",
                "Whether a value that was taken still is must be seen in the schema.",
                old=before,
                new=after,
            )


def _leans(role: str, key: str) -> At:
    """Where the list says what the parameter does."""
    at = {
        "page": ("page", "param"),
        "size": ("size", "param"),
        "sort": ("sort", "by"),
        "filter": ("filter", key),
    }
    return ("listing", *at[role]) if role in at else ()


def _told_with_the_order(pair: Pair) -> Any:
    """Whether a value of an order's parameter is a sort key or a direction that is told elsewhere."""
    before, after = pair.old.listing.sort, pair.new.listing.sort
    words = {before.asc, before.desc} ^ {after.asc, after.desc}
    keys = set(before.keys) ^ set(after.keys)
    return lambda value: str(value) in words or str(value).lstrip("+-") in keys


def _default_weighed(pair: Pair, role: str, old: Parameter, new: Parameter) -> tuple[Severity, str]:
    if role == "filter":
        off_before = _switches_off(pair.old.listing.filters.get(old.key), old.default)
        off_after = _switches_off(pair.new.listing.filters.get(new.key), new.default)
        if off_before and off_after:
            return HARMLESS, "Without it every row comes, as before."
        return BREAKING, "A client that leaves it out gets other rows, and another total."
    if role == "page":
        return BREAKING, "A client that leaves it out gets another page."
    if role == "inert":
        return HARMLESS, "It changes nothing in the list."
    if role == "scope":
        return BREAKING, "A client that leaves it out gets the rows of another scope."
    return CAREFUL, "A client that leaves it out may get another answer."


def _switches_off(selecting: Any, default: Json) -> bool:
    return default is MISSING or default is None or (selecting is not None and default in selecting.all)


def _takes(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether values of the old types are of the new ones; an integer is a number."""
    return not after or (
        bool(before) and all(each in after or (each == "integer" and "number" in after) for each in before)
    )


def _enum(schema: Mapping[str, Any]) -> tuple[Json, ...]:
    items = schema.get("items")
    values = schema.get("enum") or (items.get("enum") if isinstance(items, Mapping) else None) or ()
    return tuple(value for value in values if value is not None)


def _rest(schema: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in schema.items() if key not in _APART}
    if isinstance(rest.get("items"), Mapping):
        rest["items"] = {key: value for key, value in rest["items"].items() if key != "enum"}
    return rest


def _keys_apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))


def _same(old: Json, new: Json) -> bool:
    """Whether two defaults are one: none and null are."""
    nothing = (MISSING, None)
    if any(old is each for each in nothing) and any(new is each for each in nothing):
        return True
    return type(old) is type(new) and bool(old == new)


def _is_whole(value: Json) -> bool:
    return value is MISSING or (isinstance(value, int) and not isinstance(value, bool))


def _types_told(types: frozenset[str]) -> str:
    return " or ".join(sorted(types)) if types else "of any type"


def _told(values: Sequence[Json]) -> str:
    return ", ".join(shown(value) for value in values)


def _or_open(value: Json) -> str:
    return "open" if value is None else str(value)


def _or_nothing(value: Json) -> str:
    return "nothing" if value is MISSING or value is None else shown(value)


def _style(parameter: Parameter) -> str:
    return f"{parameter.style}{' exploded' if parameter.explode else ''}"
