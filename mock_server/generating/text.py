"""Text that reads as the field it stands in: by its format, by the documented examples, by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from mock_server.generating.dice import Dice

CLOCK: Final = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
"""What stands for now where no example says when: generated rows read no clock."""

_HEX: Final = "0123456789abcdef"
_PEOPLE: Final = (
    "Maria Garcia", "James Wilson", "Aisha Khan", "Noah Fischer", "Zoë Müller", "Priya Patel", "Łukasz Nowak",
    "José Núñez", "Emily Clark", "محمد الأحمد", "田中さくら", "Ольга Смирнова", "अनिल शर्मा", "Tom Baker",
)  # fmt: skip
_TITLES: Final = (
    "Spring renewals", "Payment reminders", "Welcome back", "Customer survey", "Quarterly review",
    "Été indien – relance", "Herbstaktion", "春の更新キャンペーン", "حملة الربيع", "Весенние встречи",
    "Product launch 🚀", "Delivery updates", "Open invoices", "Trial follow-up", "VIP visits",
)  # fmt: skip
_SENTENCES: Final = (
    "Follow up on what was agreed", "Remind everyone who has not answered", "Asked to be called back",
    "À rappeler en fin de journée", "No answer so far", "Reviewed and approved", "Created by an import",
)  # fmt: skip
_CITIES: Final = ("Lyon", "Zürich", "Austin", "São Paulo", "大阪", "Łódź", "Cairo", "Leeds")
_COUNTRIES: Final = ("FR", "CH", "US", "BR", "JP", "PL", "EG", "GB")
_CURRENCIES: Final = ("EUR", "USD", "CHF", "JPY")
_PLAIN: Final = ("alpha", "bravo", "delta", "echo", "kilo", "lima", "oscar", "sierra", "tango", "zulu")

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")
_TAIL: Final = re.compile(r"[^_\-/:.@ ]*$")

_STAGES: Final = (
    {"created", "added", "registered", "joined", "born", "opened"},
    {"scheduled", "planned"},
    {"started", "start", "begin", "began", "sent"},
    {"updated", "modified", "changed", "seen"},
    {"ended", "end", "completed", "finished", "closed", "delivered", "paid"},
    {"expires", "expiry", "expired", "due", "deadline"},
)  # fmt: skip
"""Words for times, earlier ones first: what is created before it ends should look so."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a field's name, in lower case: `from_number` and `fromNumber` have two."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def moment(name: str, base: datetime, dice: Dice) -> datetime:
    """A time for a field of this name, in a row that begins at `base`; the stage of the name counts."""
    words = set(words_of(name))
    stage = next((index for index, known in enumerate(_STAGES) if words & known), 2)
    return base + timedelta(seconds=stage * 7_200 + (dice.below(7_200) if stage else 0))


def date_time(at: datetime) -> str:
    """The moment in RFC 3339, in UTC and whole seconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_date_time(text: object) -> datetime | None:
    """The moment that a text names, or None where it names none with its offset."""
    if not isinstance(text, str) or len(text) < 16:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _by_format() -> Mapping[str, Callable[[Dice, datetime], str]]:
    return {
        "date-time": lambda _, at: date_time(at),
        "date": lambda _, at: at.strftime("%Y-%m-%d"),
        "time": lambda _, at: at.strftime("%H:%M:%SZ"),
        "duration": lambda dice, _: f"PT{dice.between(1, 90)}M",
        "uuid": lambda dice, _: dice.uuid(),
        "email": lambda dice, _: f"{_box(dice)}@example.com",
        "idn-email": lambda dice, _: f"{_box(dice)}@example.org",
        "uri": lambda dice, _: f"https://example.com/{dice.pick(_PLAIN)}/{dice.digits(4)}",
        "url": lambda dice, _: f"https://example.com/{dice.pick(_PLAIN)}/{dice.digits(4)}",
        "iri": lambda dice, _: f"https://example.com/{dice.pick(_PLAIN)}/é{dice.digits(3)}",
        "uri-reference": lambda dice, _: f"/{dice.pick(_PLAIN)}/{dice.digits(4)}",
        "hostname": lambda dice, _: f"{dice.pick(_PLAIN)}.example.com",
        "ipv4": lambda dice, _: f"192.0.2.{dice.between(1, 254)}",
        "ipv6": lambda dice, _: f"2001:db8::{dice.digits(3, _HEX[1:])}",
        "byte": lambda dice, _: f"{dice.digits(8, _HEX)}",
        "json-pointer": lambda dice, _: f"/{dice.pick(_PLAIN)}",
        "regex": lambda dice, _: f"^{dice.pick(_PLAIN)}$",
        "phone": lambda dice, _: phone_number(dice),
        "e164": lambda dice, _: phone_number(dice),
    }


_FORMATS: Final = _by_format()


def text_in_format(kind: str, dice: Dice, at: datetime) -> str | None:
    """A text of the format, or None where the format is none that is known."""
    return _FORMATS[kind](dice, at) if kind in _FORMATS else None


def phone_number(dice: Dice) -> str:
    """An E.164 number in a range that is kept for fiction."""
    return f"+1{dice.pick(('212', '312', '415', '512', '702'))}55501{dice.digits(2)}"


def text_named(name: str, dice: Dice, at: datetime) -> str:
    """A text for a field that nothing is known of but its name."""
    words = words_of(name)
    last = words[-1] if words else ""
    among: Mapping[str, Sequence[str]] = {
        "city": _CITIES, "country": _COUNTRIES, "currency": _CURRENCIES, "title": _TITLES, "subject": _TITLES,
        "label": _TITLES, "description": _SENTENCES, "note": _SENTENCES, "notes": _SENTENCES,
        "comment": _SENTENCES, "message": _SENTENCES, "reason": _SENTENCES, "summary": _SENTENCES,
    }  # fmt: skip
    if last in among:
        return dice.pick(among[last])
    if last in ("id", "key", "code", "ref", "number", "no", "sku", "token") and words[-2:] != (
        "phone",
        "number",
    ):
        return f"{words[-2] if len(words) > 1 else last}_{dice.digits(8, _HEX)}"
    if "email" in words or "mail" in words:
        return f"{_box(dice)}@example.com"
    if {"phone", "mobile", "tel", "msisdn"} & set(words):
        return phone_number(dice)
    if {"url", "uri", "link", "href", "website"} & set(words):
        return f"https://example.com/{dice.pick(_PLAIN)}/{dice.digits(4)}"
    if last in ("at", "date", "time", "timestamp"):
        return date_time(at)
    if last == "name":
        is_person = {"first", "last", "full", "user", "customer", "agent", "owner", "contact"} & set(words)
        return dice.pick(_PEOPLE if is_person else _TITLES)
    return dice.pick(_PLAIN)


def text_like(example: str, dice: Dice, at: datetime) -> str | None:
    """Another text of the example's kind, or None where it is words, of which there is no other."""
    if _UUID.fullmatch(example):
        return dice.uuid()
    if _PHONE.fullmatch(example):
        return phone_number(dice)
    if read_date_time(example):
        return date_time(at)
    tail = _TAIL.search(example)
    if tail is None or not any(char.isdigit() for char in tail[0]) or " " in example:
        return None
    return example[: tail.start()] + "".join(_char_like(char, tail[0], dice) for char in tail[0])


def _char_like(char: str, tail: str, dice: Dice) -> str:
    if char in "0123456789":
        return dice.pick("0123456789")
    if char in "abcdefghijklmnopqrstuvwxyz":
        is_hex = all(each in _HEX for each in tail)
        return dice.pick("abcdef" if is_hex else "abcdefghijklmnopqrstuvwxyz")
    return dice.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if "A" <= char <= "Z" else char


def fitted(text: str, least: int, most: int | None, dice: Dice) -> str:
    """The text, made longer or cut where its length is out of bounds."""
    while len(text) < least:
        text += (" " if text else "") + dice.pick(_PLAIN)
    return text if most is None else text[:most]


def _box(dice: Dice) -> str:
    return f"{dice.pick(_PLAIN)}.{dice.pick(_PLAIN)}{dice.below(100)}"
