"""Prose: the few things that descriptions say in nearly the same words everywhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """A number that a description states, and the words that state it."""

    value: int
    quote: str


_LONGEST: Final = 4_000  # characters of a description that are looked at

_N: Final = r"[`'\"*(]*(\d[\d,_]{0,14})[`'\"*)]*"
_IS: Final = (
    r"(?:\s+(?:is|are|of|to|value|allowed|limit|page|size|number|results?|items?|per|being|set|at))*"
    r"\s*[:=]?\s*"
)
_MAXIMA: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bmax(?:imum)?\b\.?{_IS}{_N}",
        rf"\bup to(?: a maximum of| and including)?\s+{_N}",
        rf"\bbetween\s+{_N}\s+(?:and|to|-)\s+{_N}",
        rf"\brange:?\s+(?:of\s+)?\[\s*[01]\s*,\s*{_N}\s*\]",
        rf"(?<![\d.\-])(?:from\s+)?[`'\"(\[]*([01])[`'\"]*\s*(?:-|–|—|\.\.\.?|to|through)\s*{_N}"
        r"(?![\d.\-]*\s*(?:based|index))",
        r"\b(?:cannot|can't|not|never) (?:exceed|be (?:greater|more|larger|higher|bigger) than|go above)"
        rf"\s+{_N}",
        rf"\b(?:no|not) (?:more|larger|greater|higher|bigger) than\s+{_N}",
        rf"\bless than\s+{_N}\s+(?:or|and) (?:more|larger|greater|higher|bigger) than\s+{_N}",
        rf"{_N}\s+max(?:imum)?(?=[.,;)]|$)",
        rf"\bat most\s+{_N}",
        rf"{_N}\s+at most\b",
        rf"(?:<=|≤|\bless than or equal to)\s*{_N}",
        rf"{_N}\s+(?:is|being) the (?:maximum|highest|upper)",
        rf"\b(?:upper )?limit (?:is|of)\s+{_N}\s+(?:items|results|records|entries|rows)\b",
    )
)
_DEFAULTS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bdefault(?:s|ed|ing)?\b{_IS}{_N}",
        rf"{_N}\s+(?:\w+\s+){{0,3}}(?:by default|is the default)\b",
        rf"{_N}\s*\((?:the )?default\)",
    )
)
_UNITS: Final = re.compile(
    r"^\s*(?:ms|milli\w*|seconds?|minutes?|hours?|days?|weeks?|months?|years?|bytes?|[kmg]i?b|char\w*|%|percent"
    r"|per (?:second|minute|hour))\b",
    re.IGNORECASE,
)
_FIRST: Final = (
    re.compile(r"\b(0|1|zero|one)[- ](?:based|indexed)", re.IGNORECASE),
    re.compile(
        r"\b(?:starts?|starting|begins?|beginning|counte?d?s?|numbered|numbering|indexed|indexing|base)"
        r"(?: is)? (?:at|from|with|of)(?: page)?(?: number)? [`'\"]?(0|1|zero|one)\b(?!\s*\d|[.,]\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w.])[`'\"]?(0|1|zero|one)[`'\"]? (?:being|is|as|for) the first page\b", re.IGNORECASE),
    re.compile(r"\bfirst page (?:is|has|=)(?: number| page)? ?[`'\"]?(0|1|zero|one)\b", re.IGNORECASE),
)
_FIRST_IS: Final = {"0": 0, "zero": 0, "1": 1, "one": 1}
_WORD: Final = r"[`'\"]?([+-]?[A-Za-z_]\w{0,60}(?:[.:-]\w{1,60}){0,5})[`'\"]?"
_BETWEEN_WORDS: Final = (
    r"(?:\s{0,3},\s{0,3}(?:(?:or|and)\s{1,3})?|\s{0,3}[|/]\s{0,3}|\s{1,3}(?:or|and)\s{1,3})"
)
_CHOICES: Final = re.compile(
    r"\b(?:one of(?: the following)?|(?:valid|allowed|possible|accepted|supported|available)"
    r" (?:values|options|keys|fields)(?: are)?)\s{0,3}(?P<colon>[:=]?)\s{0,3}"
    rf"(?P<listed>(?>{_WORD}(?:{_BETWEEN_WORDS}{_WORD}){{0,40}}))\s{{0,3}}(?:[.;)\]](?!\.)|$)",
    re.IGNORECASE,
)
_LISTED: Final = rf"{_WORD}(?=$|{_BETWEEN_WORDS})(?:{_BETWEEN_WORDS})?"
# A list that ends in one of these is not all of it.
_AND_SO_ON: Final = frozenset({"etc", "more", "others", "other"})
_DEFAULT_WORD: Final = re.compile(
    rf"\bdefault(?:s|ed|ing)?\b(?:\s(?:is|to|value|set|being)){{0,4}}\s{{0,3}}[:=]?\s{{0,3}}{_WORD}",
    re.IGNORECASE,
)
_AT_TIMES: Final = re.compile(
    r"\b(?:if|unless|when|where|otherwise|except|depend\w*|for|without)\b", re.IGNORECASE
)
_CLAMP: Final = re.compile(
    r"\b(?:larger|greater|higher|bigger|more than|above|over|exceed\w*|beyond)\b[^.]{0,80}"
    r"\b(?:capped|clamped|reduced|truncated to|trimmed|coerced|rounded down|set to the max\w*"
    r"|treated as)\b",
    re.IGNORECASE,
)
_REFUSE: Final = re.compile(
    r"\b(?:larger|greater|higher|bigger|more than|above|over|exceed\w*|beyond)\b[^.]{0,80}"
    r"\b(?:error|rejected|refused|400|422|INVALID_ARGUMENT)\b",
    re.IGNORECASE,
)


def maximum(text: str) -> Said | None:
    """The largest value that the description allows, where it states one and only one."""
    return _only(_MAXIMA, text)


def default(text: str) -> Said | None:
    """The value that the description says is taken where none is sent, unless it says "or" and another."""
    said = _only(_DEFAULTS, text)
    return None if said is not None and re.search(rf"{re.escape(said.quote)}\W{{0,2}}\s+or\b", text) else said


def choices(text: str) -> tuple[tuple[str, ...], str] | None:
    """The words that the description says a value is one of, and the words that say so.

    None where it lists none, several lists, or says that there are more.
    """
    found: dict[tuple[str, ...], str] = {}
    for match in _CHOICES.finditer(text[:_LONGEST]):
        words = tuple(dict.fromkeys(each.group(1) for each in re.finditer(_LISTED, match["listed"])))
        if match["colon"] or len(words) > 1:
            found[words] = match.group(0).rstrip(" .;)]")
    if len(found) != 1:
        return None
    [(words, quote)] = found.items()
    return None if _AND_SO_ON.intersection(word.lower() for word in words) else (words, quote)


def default_word(text: str, words: Collection[str]) -> tuple[str, str] | None:
    """The one of the words that is taken where none is sent, and the words that say so.

    None where the description says it of none or of several, or only of some requests.
    """
    found = {
        match.group(1): match for match in _DEFAULT_WORD.finditer(text[:_LONGEST]) if match.group(1) in words
    }
    if len(found) != 1:
        return None
    [(word, match)] = found.items()
    return None if _AT_TIMES.search(_sentence(match)) else (word, match.group(0))


def first_page(text: str) -> Said | None:
    """The number of the first page, 0 or 1, where the description states it."""
    found = [
        Said(_FIRST_IS[match.group(1).lower()], match.group(0))
        for pattern in _FIRST
        for match in pattern.finditer(text[:_LONGEST])
    ]
    return found[0] if len({each.value for each in found}) == 1 else None


def over(text: str) -> tuple[str, str] | None:
    """What the description says a size above the maximum gets, `clamp` or `error`, and its words."""
    clamp, refuse = _CLAMP.search(text[:_LONGEST]), _REFUSE.search(text[:_LONGEST])
    if clamp and not refuse:
        return "clamp", _sentence(clamp)
    if refuse and not clamp:
        return "error", _sentence(refuse)
    return None


def says(pattern: str, text: str) -> str | None:
    """The words of the text that the pattern finds, whatever their case."""
    match = re.search(pattern, text[:_LONGEST], re.IGNORECASE)
    return match.group(0) if match else None


def sentence(pattern: str, text: str) -> str | None:
    """The sentence of the text in which the pattern finds something, whatever its case."""
    match = re.search(pattern, text[:_LONGEST], re.IGNORECASE)
    return _sentence(match) if match else None


def _sentence(match: re.Match[str]) -> str:
    whole = match.string
    begin = whole.rfind(".", 0, match.start()) + 1
    end = whole.find(".", match.end())
    return whole[begin : end if end >= 0 else len(whole)].strip()


def _only(patterns: tuple[re.Pattern[str], ...], text: str) -> Said | None:
    text = text[:_LONGEST]
    found = [
        Said(int(re.sub(r"\D", "", match.group(match.lastindex or 1))), match.group(0).strip(" `'\"(["))
        for pattern in patterns
        for match in pattern.finditer(text)
        if not _UNITS.match(text[match.end() :])
    ]
    return found[0] if found and len({each.value for each in found}) == 1 else None
