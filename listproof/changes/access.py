"""Access: the credentials that a request needs, the servers that it goes to."""

from __future__ import annotations

from collections.abc import Iterator

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.contract import Contract, Operation, Scheme

_Credential = tuple[str, str, str]
_Way = frozenset[_Credential]
_AT = ("security",)


def access_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in the credentials. A scheme is what it sends; its name is nobody's business."""
    old, new = _ways(pair.old), _ways(pair.new)
    if frozenset() in old:
        if frozenset() not in new:
            yield _differs(
                "access/required",
                BREAKING,
                f"credentials are needed: {_told(pair.new)}",
                "A client that sends none is refused.",
                pair,
            )
        return
    shut = [way for way in old if not any(other <= way for other in new)]
    opened = [way for way in new if not any(other <= way for other in old)]
    if shut:
        because = "A client that authenticates as before is refused."
        what = f"credentials are {_told(pair.new)}, and were {_told(pair.old)}"
        yield _differs("access/changed", BREAKING, what, because, pair)
    elif opened or any(way not in old for way in new):
        because = "A client that authenticates as before is let in as before."
        what = f"credentials may be {_told(pair.new)}, and had to be {_told(pair.old)}"
        yield _differs("access/added", HARMLESS, what, because, pair)
    elif set(old) != set(new):
        because = "What is gone needed more than a way that is left."
        what = f"credentials are {_told(pair.new)}, and were {_told(pair.old)}"
        yield _differs("access/changed", HARMLESS, what, because, pair)
    elif _types(pair.old) != _types(pair.new):
        because = "The credential is sent as before, but a client may have to come by it in another way."
        what = f"credentials are {_told(pair.new)}, and were {_told(pair.old)}"
        yield _differs("access/changed", CAREFUL, what, because, pair)


def _differs(kind: str, severity: Severity, what: str, because: str, pair: Pair) -> Difference:
    return Difference(
        kind=kind,
        severity=severity,
        what=what,
        because=because,
        old=_told(pair.old),
        new=_told(pair.new),
        old_at=_at(pair),
        new_at=_at(pair),
    )


def _at(pair: Pair) -> At:
    """Where the operation says what it needs; where it says the same, the scheme that is another one."""
    before = {scheme.name: scheme for schemes in pair.old.security for scheme in schemes}
    after = {scheme.name: scheme for schemes in pair.new.security for scheme in schemes}
    apart = [name for name in before if name in after and before[name] != after[name]]
    return ("security", apart[0]) if apart and before.keys() == after.keys() else _AT


def _ways(operation: Operation) -> list[_Way]:
    """The credentials of each alternative; none are needed where there is none."""
    ways = [frozenset(_credential(scheme) for scheme in schemes) for schemes in operation.security]
    return ways or [frozenset()]


def _credential(scheme: Scheme) -> _Credential:
    is_header = scheme.location == "header"
    return scheme.location, scheme.parameter.lower() if is_header else scheme.parameter, scheme.prefix.lower()


def _types(operation: Operation) -> set[tuple[_Credential, str]]:
    return {(_credential(each), each.type) for schemes in operation.security for each in schemes}


def _told(operation: Operation) -> str:
    ways = [" with ".join(_one(scheme) for scheme in schemes) or "none" for schemes in operation.security]
    return " or ".join(ways) or "none"


def _one(scheme: Scheme) -> str:
    kind = f" ({scheme.type})" if scheme.type in ("oauth2", "openIdConnect") else ""
    written = f"{scheme.parameter}: {scheme.prefix.strip()}" if scheme.prefix else scheme.parameter
    return f"{written} in the {scheme.location}{kind}"


def server_differences(old: Contract, new: Contract) -> Iterator[Difference]:
    """What differs in the servers; where none is named it is `/` (3.0.3, Servers)."""
    before, after = _urls(old), _urls(new)
    gone = [url for url in before if url not in after]
    added = [url for url in after if url not in before]
    is_all = len(gone) == len(before)
    for url in gone:
        yield Difference(
            kind="servers/gone",
            severity=BREAKING if is_all else CAREFUL,
            what=f"the server {url} is gone" + (f"; there is {', '.join(after)}" if is_all else ""),
            because="A client that asks there asks nobody whom the document knows.",
            about=url,
            old=url,
            old_at=("servers",),
            new_at=("servers",),
        )
    for url in added:
        yield Difference(
            kind="servers/added",
            severity=HARMLESS,
            what=f"there is another server {url}",
            because="A client that asks the old one goes on as before."
            if not is_all
            else "It is there beside what is gone.",
            about=url,
            new=url,
            old_at=("servers",),
            new_at=("servers",),
        )


def _urls(contract: Contract) -> list[str]:
    return list(dict.fromkeys(url.rstrip("/") or "/" for url in contract.servers or ("/",)))
