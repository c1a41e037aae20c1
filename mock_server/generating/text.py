"""Text that reads as the field it stands in: each writer makes the text that belongs to a number.

A number of 53 bits chooses; writers that speak of the same person or place are handed the same number, so
that the name, the address and the e-mail of one object belong together.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from mock_server.generating.naming import kind_of, singular
from mock_server.generating.words import phrases, things
from mock_server.generating.words.people import CULTURES, Name
from mock_server.generating.words.places import AREAS, PLACES, Place

Writer = Callable[[int], str]

_SPREAD: Final = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""An odd number: multiplying with it spreads 53 bits over many more."""


@dataclass(frozen=True, slots=True)
class Named:
    """A writer, and whether it is to be handed the number of the object that its field stands in."""

    write: Writer
    shared: bool = False


def spread(number: int, bits: int) -> int:
    """The number spread over so many bits; different numbers stay different from 53 bits on."""
    return ((number + 1) * _SPREAD >> 20) % (1 << bits)


def hexadecimal(number: int, digits: int) -> str:
    """So many digits, each as likely as the others."""
    wide = (number + 1) * _SPREAD
    while digits * 4 > 100 and wide.bit_length() < digits * 4 + 60:
        wide *= _SPREAD
    return f"{(wide >> 20) % (1 << (4 * digits)):0{digits}x}"


def uuid(number: int) -> str:
    """A UUID of version 4 (RFC 9562, 5.4)."""
    text = hexadecimal(number, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[number % 4]}{text[17:20]}-{text[20:]}"


def among(values: Sequence[str]) -> Writer:
    """One of the values."""
    count = len(values)
    return lambda number: values[number % count]


# --- people, places and firms ------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _person(number: int) -> tuple[Name, Name]:
    # The first culture is three of eighteen: lists are longest, and names fewest, where all are alike.
    chosen = number % (len(CULTURES) + 2)
    number //= len(CULTURES) + 2
    firsts, lasts = CULTURES[chosen if chosen < len(CULTURES) else 0]
    first, last = firsts[number % len(firsts)], lasts[number // len(firsts) % len(lasts)]
    if bool(first.latin) != bool(last.latin):  # both in one script
        return _in_latin(first), _in_latin(last)
    return first, last


def _in_latin(name: Name) -> Name:
    return Name(name.latin, name.plain) if name.latin else name


def first_name(number: int) -> str:
    """The first name of the person of this number."""
    return _person(number)[0].written


def last_name(number: int) -> str:
    """The last name of the person of this number."""
    return _person(number)[1].written


def full_name(number: int) -> str:
    """The name of the person of this number."""
    first, last = _person(number)
    return f"{first.written} {last.written}"


@lru_cache(maxsize=64)
def user_name(number: int) -> str:
    """A name to log in with: lower case letters and digits."""
    first, last = _person(number)
    forms = (
        f"{first.plain[:1]}{last.plain}",
        f"{first.plain}{last.plain[:1]}",
        f"{first.plain}.{last.plain}",
    )
    return f"{forms[number % 2]}{number // 7_919 % 90 + 10}"


def email(number: int) -> str:
    """An address of the person of this number, in a domain that is kept for examples (RFC 2606, 3)."""
    first, last = _person(number)
    tail = number // 7_919 % 90 + 10 if number // 31 % 3 else ""
    return f"{first.plain}.{last.plain}{tail}@example.{('com', 'org', 'net')[number // 17 % 3]}"


def phone_number(number: int) -> str:
    """An E.164 number in a range that is kept for fiction."""
    return f"+1{AREAS[number % len(AREAS)]}55501{number // 64 % 100:02d}"


def local_phone_number(number: int) -> str:
    """The ten digits of the same number within its country."""
    return phone_number(number)[2:]


def _place(number: int) -> Place:
    return PLACES[(number >> 9) % len(PLACES)]


def _of_place(field: str) -> Writer:
    values = [getattr(place, field) for place in PLACES]
    return lambda number: values[(number >> 9) % len(values)]


def postcode(number: int) -> str:
    """A postcode of the place of this number."""
    drawn = number >> 15
    made = []
    for char in _place(number).postcode:
        if char == "#":
            drawn, digit = divmod(drawn, 10)
            made.append(str(digit))
        elif char == "@":
            drawn, letter = divmod(drawn, 20)
            made.append("ABCDEFGHJKLMNPRSTUWX"[letter])
        else:
            made.append(char)
    return "".join(made)


def street(number: int) -> str:
    """A house in a street of the place of this number."""
    house = (number >> 14) % 180 + 1
    place = _place(number)
    return f"{house} {place.street}" if place.locale.startswith("en") else f"{place.street} {house}"


def address(number: int) -> str:
    """The whole address in one line."""
    place = _place(number)
    return f"{street(number)}, {postcode(number)} {place.city}, {place.country}"


def latitude(number: int) -> float:
    """Degrees north of somewhere in the place of this number."""
    return round(_place(number).latitude + ((number >> 20) % 1_000 - 500) / 20_000, 6)


def longitude(number: int) -> float:
    """Degrees east of the same spot."""
    return round(_place(number).longitude + ((number >> 30) % 1_000 - 500) / 20_000, 6)


def firm(number: int) -> str:
    """The name of the firm of this number."""
    name, kind = _firm(number)
    return f"{name} {kind}{things.FIRM_FORMS[(number >> 24) % len(things.FIRM_FORMS)]}"


def _firm(number: int) -> tuple[str, str]:
    names, kinds = things.FIRM_NAMES, things.FIRM_KINDS
    return names[(number >> 5) % len(names)], kinds[(number >> 13) % len(kinds)]


def domain(number: int) -> str:
    """A domain of the firm of this number, under a top level that is kept for examples (RFC 2606, 2)."""
    return f"{'-'.join(_firm(number)).replace(' ', '-').lower()}.example"


# --- things --------------------------------------------------------------------------------------------


def _joined(*parts: Sequence[str]) -> Writer:
    """One of each of the parts, with spaces between."""

    def write(number: int) -> str:
        chosen = []
        for part in parts:
            number, index = divmod(number, len(part))
            chosen.append(part[index])
        return " ".join(chosen)

    return write


def _file_name(number: int) -> str:
    stem = things.FILES[number % len(things.FILES)]
    extension = things.EXTENSIONS[number // 16 % len(things.EXTENSIONS)]
    return f"{stem}-{2024 + number // 512 % 2}-{number // 1024 % 12 + 1:02d}.{extension}"


def _version(number: int) -> str:
    return f"{number % 4 + 1}.{number // 4 % 12}.{number // 64 % 9}"


_DATED: Final = ("", "", " 2025", " – north", " – south", " (copy)", " Q1", " Q2", " Q3", " Q4", " II")


def _dated(values: Sequence[str]) -> Writer:
    count = len(values)
    return lambda number: values[number % count] + _DATED[number // count % len(_DATED)]


_TITLES: Final[Mapping[str, Named]] = {
    "person": Named(full_name, shared=True),
    "firm": Named(firm, shared=True),
    "product": Named(_joined(things.ADJECTIVES, things.MATERIALS, things.GOODS), shared=True),
    "file": Named(_file_name, shared=True),
    "task": Named(among(things.TASKS), shared=True),
    "project": Named(_joined(things.PROJECTS, things.EFFORTS), shared=True),
    "campaign": Named(_dated(things.CAMPAIGNS), shared=True),
    "team": Named(_joined(things.TEAMS, ("team", "EMEA", "Americas", "APAC", "North", "South")), shared=True),
    "channel": Named(among(things.CHANNELS), shared=True),
    "repository": Named(among(things.REPOSITORIES), shared=True),
    "tag": Named(among(things.TAGS), shared=True),
    "category": Named(among(things.CATEGORIES), shared=True),
    "meeting": Named(_dated(things.MEETINGS), shared=True),
    "device": Named(among(things.DEVICES), shared=True),
    "role": Named(among(things.ROLES), shared=True),
    "plan": Named(among(things.PLANS), shared=True),
    "place": Named(_of_place("city"), shared=True),
    "article": Named(among(things.ARTICLES), shared=True),
}


def title_of(kind: str) -> Named:
    """Names of things of a kind, or such as fit anything where the kind is none that is known."""
    return _TITLES.get(kind) or Named(_dated(things.PROJECTS), shared=True)


def _url(number: int) -> str:
    return f"https://example.com/{things.FILES[number % 15]}/{hexadecimal(number, 8)}"


def _hook(number: int) -> str:
    return f"https://hooks.example.com/{hexadecimal(number, 10)}"


def _picture(number: int) -> str:
    return f"https://images.example.com/{hexadecimal(number, 12)}.{('png', 'jpg')[number % 2]}"


def _code(number: int) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"{letters[number % 24]}{letters[number // 24 % 24]}-{number // 576 % 90_000 + 10_000}"


@cache
def _by_name() -> Mapping[str, Named]:
    """By the last words of a field's name."""
    own: dict[str, Writer] = {
        "phone|phone number|mobile|mobile number|tel|telephone|msisdn|fax|from number|to number|caller id":
            phone_number,
        "url|uri|link|href|location url": _url,
        "avatar|avatar url|photo url|picture|image|image url|photo|logo|logo url|thumbnail|thumbnail url"
        "|icon url|picture url|icon|cover": _picture,
        "webhook|webhook url|callback|callback url": _hook,
        "description|details|about|abstract": among(phrases.DESCRIPTIONS),
        "summary|overview": among(phrases.DESCRIPTIONS),
        "note|notes|comment|comments|remark|remarks|memo": among(phrases.MESSAGES),
        "html|html body|body html": lambda n: f"<p>{among(phrases.MESSAGES)(n)}</p>",
        "message|body|text|content|raw|plain text|markdown|snippet|preview|answer|question|caption"
        "|feedback": among(phrases.MESSAGES),
        "error|error message|failure message|last error|exception": among(phrases.ERRORS),
        "failure reason|decline reason|error reason|failure": among(phrases.ERRORS),
        "error code|failure code|decline code": among(phrases.ERROR_CODES),
        "reason|cause|justification": among(phrases.REASONS),
        "bio|biography|tagline": among(phrases.BIOGRAPHIES),
        "bank name|bank": lambda n: f"{things.FIRM_NAMES[n % 30]} Bank",
        "department|dept": among(things.DEPARTMENTS),
        "job title|job|position|occupation|profession": among(things.JOBS),
        "product|product name|item name": _TITLES["product"].write,
        "filename|file name|file|path name": _file_name,
        "path|full path|file path": lambda n: f"/{slug(things.TEAMS[n % 12])}/{_file_name(n)}",
        "extension|file extension": among(things.EXTENSIONS),
        "mime|mime type|content type|media type|file type|mimetype": among(things.MEDIA_TYPES),
        "tag|tags|label|labels|keyword|keywords": among(things.TAGS),
        "team|team name|group name|squad": _TITLES["team"].write,
        "project|project name": _TITLES["project"].write,
        "campaign|campaign name": _TITLES["campaign"].write,
        "role|roles|permission": among(things.ROLES),
        "plan|plan name|tier": among(things.PLANS),
        "category|categories|section|genre": among(things.CATEGORIES),
        "colour|color": among(things.COLOURS),
        "hex color|background color|text color|foreground color": among(things.HUES),
        "brand|card brand|card type": among(things.CARD_BRANDS),
        "device|device name": among(things.DEVICES),
        "os|platform|operating system": among(things.SYSTEMS),
        "user agent|browser|useragent": among(things.BROWSERS),
        "event|event type|event name": among(things.EVENTS),
        "programming language": among(things.CODE_LANGUAGES),
        "repository|repo|repository name|repo name": among(things.REPOSITORIES),
        "branch|ref|default branch": among(things.BRANCHES),
        "aws region|datacenter|data center|availability zone": among(things.REGIONS),
        "sku": lambda n: f"SKU-{n % 90_000 + 10_000}",
        "last4|last 4|last four": lambda n: f"{n % 10_000:04d}",
        "currency|currency code|currencycode": among(("EUR", "USD", "USD", "GBP", "CHF", "JPY", "CAD")),
        "ip|ip address|ipaddress|remote addr|source ip|client ip": lambda n: f"192.0.2.{n % 254 + 1}",
        "mac|mac address": lambda n: ":".join(f"{n >> 8 * i & 255:02x}" for i in range(6)),
        "hostname|host|server": lambda n: f"{things.PLAIN[n % 20]}-{n // 32 % 40 + 1}.example.com",
        "version|app version|release": _version,
        "sha|commit|hash|commit sha|head sha|sha1|checksum|digest|signature": lambda n: hexadecimal(n, 40),
        "md5|etag|fingerprint": lambda n: hexadecimal(n, 32),
        "token|secret|api key|access token": lambda n: f"tok_{hexadecimal(n, 24)}",
        "uuid|guid": uuid,
        "slug|permalink": lambda n: slug(_TITLES["project"].write(n)),
        "type|kind|class|method": among(("standard", "custom", "default")),
        "status": among(_STATUSES),
        "number|no|code|reference|ref no|confirmation": _code,
        "duration": lambda n: f"PT{n % 90 + 1}M",
        "size|dimensions": among(("S", "M", "L", "XL")),
        "industry|sector": among(things.INDUSTRIES),
        "count|quantity|qty|total count|total records|total": lambda n: str(n % 400),
        "amount|price|decimal|cost|balance|subtotal|rate": lambda n: f"{n % 900 + 5}.{n // 1024 % 100:02d}",
        "percent|percentage|progress": lambda n: str(n % 101),
        "statement descriptor": lambda n: firm(n).upper()[:22],
        "unit label": among(("seat", "piece", "hour", "box", "licence")),
        "unit|units|uom": among(("piece", "kg", "litre", "hour", "box")),
        "gender|sex": among(("female", "male", "other")),
        "protocol": among(("https", "http", "tcp")),
        "http method|request method": among(("GET", "POST", "PUT", "DELETE")),
        "algorithm": among(("SHA-256", "SHA-512")),
    }  # fmt: skip
    shared: dict[str, Writer] = {
        "first name|firstname|given name|givenname|forename": first_name,
        "last name|lastname|family name|surname|familyname": last_name,
        "full name|fullname|real name|cardholder name|display name|displayname|contact name": full_name,
        "user name|username|login|screen name|handle|nick": user_name,
        "email|email address|mail|e mail|emailaddress": email,
        "company|company name|organization|organisation|organization name|employer|vendor|business name"
        "|legal name|account name|supplier|merchant|merchant name|vendor name|client name|carrier": firm,
        "domain|domain name": domain,
        "website|homepage|home page|blog|site url|website url|web url": lambda n: f"https://{domain(n)}",
        "city|town|locality|municipality|location|destination|origin|place": _of_place("city"),
        "state|province|county": _of_place("region"),
        "state code|region code|province code|subdivision": _of_place("region_code"),
        "region": _of_place("region"),
        "country|country name": _of_place("country"),
        "market|available market|country code|countrycode|iso country|nationality": _of_place("code"),
        "postal code|postcode|zip|zip code|zipcode|postalcode": postcode,
        "street|line 1|line1|address line|address 1|street address|street name|address line 1": street,
        "line 2|line2|address 2|address line 2": lambda n: f"Suite {(n >> 14) % 60 + 1}",
        "address|full address|formatted address": address,
        "timezone|time zone|tz|zone|timezone name": _of_place("zone"),
        "locale|language tag|preferred locale": _of_place("locale"),
        "language|lang|language code|preferred language": lambda n: _place(n).locale[:2],
    }  # fmt: skip
    return {
        key: Named(write, shared=writers is shared)
        for writers in (own, shared)
        for keys, write in writers.items()
        for key in keys.split("|")
    }


def _path_name(number: int) -> str:
    return f"{user_name(number)}/{_TITLES['repository'].write(number)}"


_STATUSES: Final = ("active", "active", "active", "completed", "completed", "pending", "inactive")
_ADDRESSES: Final = frozenset(
    {"address", "billing", "shipping", "delivery", "location", "place", "home", "mailing"}
)
_TITLED: Final = frozenset(
    {"name", "title", "subject", "topic", "label", "headline", "heading", "displayname"}
)
_IDS: Final = frozenset({"id", "key", "ref", "sid", "identifier"})
_REFERRED: Final = frozenset(
    {"transaction", "charge", "invoice", "payment", "intent", "refund", "source", "order", "cart", "transfer",
     "payout", "coupon", "dispute", "application", "session", "statement", "payer", "card", "receipt", "fee"}
)  # fmt: skip
"""Things that a text refers to by an id, as a rule."""
_PEOPLE: Final = frozenset({"by", "owner", "assignee", "author", "creator", "reviewer"})


def by_name(words: tuple[str, ...], around: tuple[str, ...]) -> tuple[Named, int] | None:
    """How the texts of a field are written, and how many of its last words say so; None where none does.

    `around` are the words of what the field stands in: the name of a customer is a person's.
    """
    if not words:
        return None
    table = _by_name()
    if words[-1] in _TITLED:
        known = table.get(" ".join(words[-2:])) if len(words) > 1 else None
        kind = kind_of(words[:-1]) or kind_of(around)
        if (
            words[-1] != "name"
            and words[-1] != "label"
            and kind
            in (
                "person",
                "firm",
                "place",
                "",
            )
        ):
            return Named(
                among(things.JOBS) if kind == "person" and len(words) == 1 else among(things.TASKS)
            ), 1
        if words[-2:] in (("full", "name"), ("display", "name")) and kind not in ("", "person", "firm"):
            return (Named(_path_name, shared=True) if kind == "repository" else title_of(kind)), 2
        return (known, 2) if known else (title_of(kind), 1)
    if words == ("state",) and not set(around) & _ADDRESSES:
        return table["status"], 1
    if words == ("language",) and kind_of(around) == "repository":
        return table["programming language"], 1
    for count in (3, 2, 1):
        known = table.get(" ".join(words[-count:])) if len(words) >= count else None
        if known is not None:
            return known, count
    if words[-1] in _IDS:
        stem = "".join(words[-2:-1]) or singular_stem(around)
        return Named(lambda number: f"{stem}_{hexadecimal(number, 8)}"), 1
    if words[-1] in _REFERRED:
        return Named(lambda number: f"{words[-1]}_{hexadecimal(number, 8)}"), 1
    if words[-1] in _PEOPLE:
        return Named(full_name, shared=True), 1
    if words[-1] in ("urls", "links"):
        return Named(_url), 1
    kind = kind_of(words[-1:])
    # The customer of an order is another person than whom the order is named after.
    return (title_of(kind), 0) if kind else None


def singular_stem(around: tuple[str, ...]) -> str:
    """What an id begins with: the name of what it is the id of."""
    return singular(around[-1]) if around and len(around[-1]) <= 16 else "id"


def slug(text: str) -> str:
    """The text in lower case, with hyphens for all that is no ASCII letter or digit."""
    plain = "".join(char if char in _SLUG else "-" for char in text.lower())
    return "-".join(part for part in plain.split("-") if part) or "entry"


_SLUG: Final = frozenset(string.ascii_lowercase + string.digits)


def plain_text(number: int) -> str:
    """For a field of which nothing is known."""
    return things.PLAIN[number % len(things.PLAIN)]


# --- formats -------------------------------------------------------------------------------------------

FORMATS: Final[Mapping[str, Named]] = {
    "duration": Named(lambda n: f"PT{n % 90 + 1}M"),
    "uuid": Named(uuid),
    "email": Named(email, shared=True),
    "idn-email": Named(email, shared=True),
    "uri": Named(_url),
    "url": Named(_url),
    "iri": Named(_url),
    "uri-reference": Named(lambda n: f"/{things.FILES[n % 15]}/{hexadecimal(n, 8)}"),
    "iri-reference": Named(lambda n: f"/{things.FILES[n % 15]}/{hexadecimal(n, 8)}"),
    "uri-template": Named(lambda n: f"https://example.com/{things.FILES[n % 15]}/{{id}}"),
    "hostname": Named(domain, shared=True),
    "idn-hostname": Named(domain, shared=True),
    "ipv4": Named(lambda n: f"192.0.2.{n % 254 + 1}"),
    "ip": Named(lambda n: f"192.0.2.{n % 254 + 1}"),
    "ipv6": Named(lambda n: f"2001:db8::{n % 65_535 + 1:x}"),
    "byte": Named(lambda n: hexadecimal(n, 8)),
    "json-pointer": Named(lambda n: f"/{plain_text(n)}"),
    "relative-json-pointer": Named(lambda n: f"{n % 3}/{plain_text(n)}"),
    "regex": Named(lambda n: f"^{plain_text(n)}$"),
    "phone": Named(phone_number),
    "e164": Named(phone_number),
    "phone-number": Named(phone_number),
    "color": Named(among(things.HUES)),
    "hex-color": Named(among(things.HUES)),
    "currency": Named(among(("EUR", "USD", "GBP", "CHF"))),
}
"""Writers by the format's name: those of JSON Schema 2020-12 (7.3), and a few that documents use."""


def fitted(text: str, least: int, most: int | None, number: int) -> str:
    """The text, made longer or cut where its length is out of bounds."""
    while len(text) < least:
        text += (" " if text else "") + plain_text(number)
        number = spread(number, 53)
    return text if most is None else text[:most]
