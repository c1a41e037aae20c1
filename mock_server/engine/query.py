"""Reading a request's parameters: every one checked against the document, then what they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from listproof.contract import MISSING, Filter, Json, Operation, Parameter
from mock_server.engine.comparing import written
from mock_server.engine.orders import Order, order_asked, sort_of
from mock_server.engine.values import Reading, Repeated, Unfit, reading
from mock_server.engine.windows import Sizes, place_reading, size_unasked, sizes_of
from mock_server.exchange import Refused, Request

_NOT_OURS: Final = frozenset({"accept", "content-type", "authorization"})
"""Headers that OpenAPI gives to other parts of a document (3.0.3, Parameter Object)."""

USUAL_NAME: Final = "cursor"
"""The parameter that carries the token in links, where the document names none."""

_LONGEST_NAME: Final = 60
"""How much of an unknown parameter's name a refusal repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a request asks for, with every default in its place."""

    place: int | None = None
    """The page's number or the offset, as asked."""
    token: str | None = None
    """What was sent to be led on by, where tokens lead from page to page."""
    size: int | None = None
    """None for all rows."""
    filters: tuple[tuple[str, Json], ...] = ()
    """The filters that are on: parameter key and value, a tuple for several values."""
    order: Order = field(default_factory=Order)
    values: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    """Every value by parameter key, defaults included."""
    sent: tuple[tuple[str, str], ...] = ()
    """The documented query parameters as sent: what the links of a page keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    situation: str
    name: str
    wanted: str


class QueryReader:
    """Reads the requests of one operation, all of whose rules it compiled beforehand.

    The first faulty parameter in the document's order decides the situation; the details name them all.
    """

    def __init__(self, operation: Operation) -> None:
        listing = operation.mocked
        self._listing = listing
        self._sort = sort_of(operation)
        self._parameters = tuple(
            parameter
            for parameter in operation.parameters.values()
            if parameter.location != "header" or parameter.name.lower() not in _NOT_OURS
        )
        self._sizes: Mapping[str, Sizes] = sizes_of(operation)
        self._size_unasked = size_unasked(operation)
        self._readings = {parameter.key: self._reading(parameter) for parameter in self._parameters}
        self._defaults = {
            parameter.key: parameter.default
            for parameter in self._parameters
            if parameter.default is not MISSING and self._readings[parameter.key].read is not None
        }
        self._situations = _situations(operation)
        self._off = {key: _off_values(filtered) for key, filtered in listing.filters.items()}
        self._free = frozenset(
            key
            for key, read in self._readings.items()
            if "" not in self._off.get(key, ()) and _takes_nothing(read)
        )
        named = {p.name for p in self._parameters if p.location == "query"}
        self._by_token = listing.page.by in ("cursor", "link")
        unnamed = self._by_token and listing.page.param is None
        self._names = frozenset(named | {USUAL_NAME} if unnamed else named)
        schemes = (scheme for alternative in operation.security for scheme in alternative)
        self._credentials = frozenset(s.parameter for s in schemes if s.location == "query")
        self._states_bad_param = "bad_param" in operation.listing.errors.refusals

    def _reading(self, parameter: Parameter) -> Reading:
        key, paging = parameter.key, self._listing.page
        if key in self._sizes:
            return self._sizes[key].read
        if key == paging.param and paging.by in ("cursor", "link"):
            # What a token looks like is no client's business, so no schema of a parameter binds it.
            return reading(replace(parameter, schema={"type": "string"}))
        if key == paging.param:
            return place_reading(paging, parameter)
        filtered = self._listing.filters.get(key)
        if filtered is not None and filtered.op == "exists":
            return reading(parameter, kind="boolean")
        if key == self._listing.sort.order and not parameter.enum:
            words = [self._listing.sort.asc, self._listing.sort.desc]
            return reading(replace(parameter, schema={**parameter.schema, "enum": words}))
        return reading(parameter, listed=filtered is not None and filtered.op == "in")

    def read(self, request: Request) -> Query:
        """The query of the request. Raises Refused for what is missing, and else for what can't be taken."""
        texts = self._texts(request)
        self._require(texts)
        values = dict(self._defaults)
        faults: list[_Fault] = []
        sent = set()
        for key, sent_texts in texts.items():
            try:
                value = self._value(key, sent_texts)
            except Unfit as unfit:
                faults.append(self._fault(key, unfit))
                continue
            if value is not MISSING:
                values[key] = value
                sent.add(key)
        order = self._order(values, frozenset(sent), faults)
        faults.extend(self._unknown(request))
        if faults:
            raise _refused(faults)
        return Query(
            place=self._place(values),
            token=self._token(values, request),
            size=self._size(values, sent),
            filters=tuple(self._filters(values)),
            order=order,
            values=MappingProxyType(values),
            sent=tuple(pair for pair in request.query if pair[0] in self._names),
        )

    def _texts(self, request: Request) -> dict[str, list[str]]:
        """What was sent for each parameter, in the document's order; nothing for what wasn't."""
        pairs: dict[str, list[str]] = {}
        for name, sent in request.query:
            pairs.setdefault(name, []).append(sent)
        cookies = _cookies(request.headers.get("cookie", ""))
        found: dict[str, list[str]] = {}
        for parameter in self._parameters:
            name = parameter.name
            if parameter.location == "query":
                texts = pairs.get(name, [])
            elif parameter.location == "cookie":
                texts = cookies.get(name, [])
            else:
                in_path = parameter.location == "path"
                text = request.path.get(name) if in_path else request.headers.get(name.lower())
                texts = [] if text is None else [text]
            if texts:
                found[parameter.key] = texts
        return found

    def _require(self, texts: Mapping[str, list[str]]) -> None:
        """Hold that every required parameter is there; one that is empty, and could be any text, is not."""
        missing = [
            _Fault(situation="missing", name=parameter.name, wanted="be given")
            for parameter in self._parameters
            if parameter.required
            and (parameter.key not in texts or (texts[parameter.key] == [""] and parameter.key in self._free))
        ]
        if missing:
            raise _refused(missing)

    def _unknown(self, request: Request) -> Iterable[_Fault]:
        """Unknown parameters are faults only where the document says so; see docs/decisions/0006."""
        if not self._states_bad_param:
            return
        for name in dict.fromkeys(name for name, _ in request.query):
            if name not in self._names and name not in self._credentials:
                shown = name[:_LONGEST_NAME].encode("utf-8", "replace").decode()
                yield _Fault(situation="bad_param", name=shown, wanted="be left out: it is not documented")

    def _value(self, key: str, texts: list[str]) -> Json:
        """The value that was sent, or MISSING for what stands for nothing sent; raises Unfit."""
        if len(texts) == 1 and texts[0] in self._off.get(key, ()):
            return texts[0]
        if key in self._sizes:
            size = self._sizes[key].settle(texts)
            return MISSING if size is None else size
        value = self._readings[key](texts)
        return MISSING if value is None and key not in self._off else value

    def _fault(self, key: str, unfit: Unfit) -> _Fault:
        """What is wrong with a parameter: a stated bad_param speaks for the repeated ones."""
        speaks = isinstance(unfit, Repeated) and self._states_bad_param
        return _Fault(
            situation="bad_param" if speaks else self._situations.get(key, "bad_param"),
            name=self._readings[key].parameter.name,
            wanted=str(unfit),
        )

    def _order(self, values: Mapping[str, Json], sent: frozenset[str], faults: list[_Fault]) -> Order:
        try:
            return order_asked(self._sort, values, sent)
        except Unfit as unfit:
            if self._sort.by in sent:
                faults.append(self._fault(str(self._sort.by), unfit))
            return Order()

    def _place(self, values: Mapping[str, Json]) -> int | None:
        place = values.get(self._listing.page.param) if self._listing.page.param is not None else None
        return place if isinstance(place, int) and not isinstance(place, bool) else None

    def _token(self, values: Mapping[str, Json], request: Request) -> str | None:
        """The token that was sent; in a parameter of the mock's own where the document names none."""
        if not self._by_token:
            return None
        param = self._listing.page.param
        token = dict(request.query).get(USUAL_NAME) if param is None else values.get(param)
        return token if isinstance(token, str) else None

    def _size(self, values: Mapping[str, Json], sent: set[str]) -> int | None:
        """The size that was sent, the alias only where the size itself was not."""
        for key in self._sizes:
            if key in sent:
                size: int = values[key]
                return size
        return self._size_unasked

    def _filters(self, values: Mapping[str, Json]) -> Iterable[tuple[str, Json]]:
        for key in self._listing.filters:
            value = values.get(key, MISSING)
            if value is MISSING:
                continue
            several = tuple(value) if isinstance(value, (list, tuple)) else (value,)
            if not any(written(each) in self._off[key] for each in several):
                yield key, tuple(value) if isinstance(value, (list, tuple)) else value


def _situations(operation: Operation) -> Mapping[str, str]:
    """The situation that a bad value of each parameter is in; bad_param for those that are not named."""
    listing = operation.mocked
    found = dict.fromkeys(listing.filters, "bad_filter")
    found |= {key: "bad_sort" for key in (listing.sort.by, listing.sort.order) if key is not None}
    if listing.page.param is not None:
        found[listing.page.param] = "bad_token" if listing.page.by in ("cursor", "link") else "bad_page"
    if listing.size is not None:
        found |= {key: "bad_size" for key in (listing.size.param, listing.size.alias) if key is not None}
    return found


def _takes_nothing(read: Reading) -> bool:
    """Whether an empty text is a value of the parameter."""
    try:
        read([""])
    except Unfit:
        return False
    return True


def _off_values(filtered: Filter) -> frozenset[str]:
    return frozenset(written(value) for value in filtered.all)


def _cookies(header: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in header.split(";") if header else ():
        name, separator, text = part.strip().partition("=")
        if separator:
            found.setdefault(name, []).append(text.strip('"'))
    return found


def _refused(faults: list[_Fault]) -> Refused:
    return Refused(
        faults[0].situation,
        "; ".join(f"{fault.name} must {fault.wanted}" for fault in faults),
        details=tuple(f"{fault.name}: Must {fault.wanted}" for fault in faults),
    )
