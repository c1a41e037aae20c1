"""The kinds of changes by name: names are given, never reused, and what an `--allow` file may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of change: what it says, and the laws whose clauses promise what changed."""

    id: str
    says: str
    laws: tuple[str, ...] = ()


def _kind(name: str, says: str, *laws: str) -> Kind:
    return Kind(id=name, says=says, laws=laws)


_KINDS = (
    _kind("servers/gone", "A server that the old document names is named no more."),
    _kind("servers/added", "Another server is named."),
    _kind("operation/gone", "A list is there no more."),
    _kind("operation/unstated", "A list is still documented, and nothing is said of how it behaves."),
    _kind("operation/added", "There is another list."),
    _kind("operation/moved", "A list has another path."),
    _kind("operation/renamed", "A list has another operationId."),
    _kind("operation/deprecated", "A list or a parameter is called deprecated, or is so no more."),
    _kind("access/required", "Credentials are needed where none were.", "errors/unauthenticated"),
    _kind(
        "access/changed", "Other credentials are needed.", "errors/unauthenticated", "errors/bad-credentials"
    ),
    _kind("access/added", "Another way to authenticate is let in, or none is needed."),
    _kind("parameter/gone", "A parameter is there no more.", "parameters/accepted"),
    _kind("parameter/added", "There is another parameter that can be left out."),
    _kind("parameter/renamed", "A parameter that does the same has another name.", "parameters/accepted"),
    _kind(
        "parameter/required",
        "A parameter is required, or is so no more.",
        "parameters/optional",
        "errors/missing",
    ),
    _kind("parameter/type", "A parameter takes values of another type.", "parameters/accepted"),
    _kind("parameter/value-gone", "A documented value is no more.", "parameters/accepted", "filter/parts"),
    _kind("parameter/value-added", "There is another documented value."),
    _kind("parameter/value-respelled", "A documented value differs in its case.", "parameters/accepted"),
    _kind(
        "parameter/bounds", "A number, text or list may be less or more than before.", "parameters/accepted"
    ),
    _kind(
        "parameter/format",
        "A value has another pattern or format.",
        "parameters/accepted",
        "errors/malformed",
    ),
    _kind("parameter/default", "Another value counts where none is sent.", "parameters/default"),
    _kind("parameter/writing", "A value is written in another way: its style, or an empty one."),
    _kind("parameter/other", "The schema of a parameter differs in something else.", "parameters/accepted"),
    _kind("page/by", "The list is paged in another way.", "page/complete"),
    _kind("page/first", "The first page has another number.", "page/first"),
    _kind("page/past-end", "A page past the end gets something else.", "page/past-end"),
    _kind(
        "page/param",
        "The place in the list is asked for by another parameter.",
        "page/window",
        "page/complete",
    ),
    _kind(
        "size/param", "The size is asked for by another parameter, or by none.", "size/at-most", "size/full"
    ),
    _kind("size/alias", "The other name of the size is another one, or is gone.", "size/alias"),
    _kind("size/default", "Another number of rows comes unasked.", "size/default", "parameters/default"),
    _kind("size/maximum", "The largest size is another one.", "safety/maximum", "size/over", "size/at-most"),
    _kind("size/minimum", "The smallest size is another one.", "size/under"),
    _kind("size/over", "A size above the maximum gets something else.", "size/over"),
    _kind("size/under", "A size below the minimum gets something else.", "size/under"),
    _kind("size/omit", "A request without a size gets something else.", "size/omit", "size/default"),
    _kind("items/moved", "The items stand elsewhere in the body.", "shape/schema"),
    _kind("id/changed", "Another field makes an item itself.", "page/no-repeats"),
    _kind("meta/gone", "An answer says something of the list no more.", "meta/"),
    _kind("meta/added", "An answer says more of the list."),
    _kind("meta/moved", "What an answer says of the list stands elsewhere.", "meta/"),
    _kind("meta/meaning", "A number of the answer means something else.", "meta/"),
    _kind("filter/gone", "A parameter filters no more.", "filter/match", "filter/complete"),
    _kind("filter/added", "Another parameter filters."),
    _kind("filter/field", "A filter selects by another field.", "filter/match", "filter/complete"),
    _kind("filter/op", "A filter compares in another way.", "filter/match", "filter/complete"),
    _kind("filter/all", "A value switches a filter off, or does so no more.", "filter/all"),
    _kind("sort/gone", "The order can't be asked for any more.", "sort/order"),
    _kind("sort/added", "The order can be asked for."),
    _kind("sort/param", "The order is asked for by another parameter.", "sort/order"),
    _kind("sort/words", "The directions have other words.", "sort/order", "sort/reverse"),
    _kind("sort/key-gone", "A sort key is there no more.", "sort/order", "sort/reverse"),
    _kind("sort/key-added", "There is another sort key."),
    _kind("sort/key-field", "A sort key means another field.", "sort/order"),
    _kind("sort/default", "The order that comes unasked is another one.", "sort/default"),
    _kind(
        "sort/ties",
        "What is said of ties in the order that comes unasked differs.",
        "sort/default",
        "sort/stable",
    ),
    _kind("scope/gone", "Rows are confined to a scope no more.", "scope/own", "scope/apart", "scope/foreign"),
    _kind("scope/added", "Rows are confined to another scope."),
    _kind("scope/field", "A scope is told by another field.", "scope/own"),
    _kind("scope/unknown", "A scope that names nothing gets something else.", "scope/unknown"),
    _kind("inert/gone", "A parameter is no longer said to change nothing.", "inert/same"),
    _kind("inert/added", "A parameter is said to change nothing."),
    _kind("summary/gone", "A figure is there no more.", "summary/counts"),
    _kind("summary/added", "There is another figure."),
    _kind("summary/moved", "A figure stands elsewhere.", "summary/counts"),
    _kind("summary/meaning", "A figure counts other rows.", "summary/counts"),
    _kind("rule/gone", "A rule holds no more.", "rules/holds"),
    _kind("rule/added", "Another rule holds."),
    _kind("rule/changed", "A rule says something else.", "rules/holds"),
    _kind("error/gone", "It is no longer said how something is refused.", "errors/"),
    _kind("error/added", "It is said how something is refused."),
    _kind("error/status", "A refusal has another status.", "errors/"),
    _kind("error/code", "A refusal has another code.", "errors/envelope"),
    _kind("error/message", "A refusal has another message.", "errors/envelope"),
    _kind("error/head", "HEAD is refused, or is so no more.", "errors/method", "standards/head"),
    _kind("error/place", "What a refusal says stands elsewhere.", "errors/envelope"),
    _kind("response/status", "A documented status came or went.", "shape/status"),
    _kind("response/media-type", "A body has another media type.", "shape/content-type"),
    _kind("response/header", "A header came, went, or has another schema."),
    _kind("field/type", "Something that the list's rules name has another type.", "shape/schema"),
    _kind(
        "field/null",
        "Something that the list's rules name may be null or absent, or may so no more.",
        "shape/schema",
    ),
    _kind("field/values", "Something that the list's rules name has other values.", "shape/schema"),
    _kind("field/format", "Something that the list's rules name is written in another way.", "shape/schema"),
    _kind(
        "field/undocumented",
        "Something that the list's rules name is left open by the schema.",
        "shape/schema",
    ),
    _kind(
        "body/other", "A body differs in what no rule of the list names: for a tool that compares schemas."
    ),
    _kind("clause/gone", "A clause is there no more."),
    _kind("clause/added", "There is another clause."),
    _kind("clause/kind", "A clause promises less or more than before."),
    _kind("clause/text", "A clause has other words."),
    _kind("clause/laws", "A clause leans on other laws."),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.id: kind for kind in _KINDS})

SITUATION_LAWS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bad_page": ("errors/out-of-range", "errors/not-a-number", "page/past-end"),
        "bad_size": ("size/over", "size/under", "errors/not-a-number"),
        "bad_token": ("errors/token", "token/malformed", "token/expired", "token/tied"),
        "bad_filter": ("errors/unknown-value", "errors/malformed"),
        "bad_sort": ("errors/unknown-value",),
        "bad_param": ("errors/unknown-parameter", "errors/unknown-value", "errors/malformed"),
        "missing": ("errors/missing",),
        "unauthenticated": ("errors/unauthenticated", "errors/bad-credentials"),
        "forbidden": ("errors/forbidden",),
        "unknown_scope": ("scope/unknown",),
        "method": ("errors/method",),
        "failure": ("errors/failure",),
    }
)
"""The laws that look at the refusal of each situation."""
