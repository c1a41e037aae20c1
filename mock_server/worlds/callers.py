"""The callers of a fixture file, the keys of their tokens, and the credentials that have to be refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import jsonschema_rs

from listproof.contract import Contract, Json, Parameter, Scheme
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, listed, shown
from mock_server.world import Caller, TokenKey
from mock_server.worlds.entries import elements_of, members_of, name_of

_CALLER: Final = ("name", "credentials", "subject", "owns", "may_name", "forbidden")
_REFUSED: Final = ("name", "credentials")
_TOKEN_KEY: Final = ("algorithm", "key", "issuer", "audience")
_SENDABLE: Final = re.compile(r"[!-~]([ -~]*[!-~])?")
"""What a header field can carry: visible ASCII, with spaces only inside (RFC 9110, 5.5)."""
_LEAST_BYTES: Final = {"HS256": 32, "HS384": 48, "HS512": 64}
"""A key for HMAC is at least as long as the hash (RFC 7518, 3.2)."""


def schemes_of(contract: Contract) -> dict[str, Scheme]:
    """The security schemes that the contract's lists ask for, by name."""
    return {
        scheme.name: scheme
        for operation in contract.operations
        for alternative in operation.security
        for scheme in alternative
    }


def read_keys(contract: Contract, spot: Spot, faults: Faults) -> Mapping[str, TokenKey]:
    """How the signed tokens of each scheme are verified."""
    holds = "a scheme's name and {algorithm: HS256, key: ...}"
    named = members_of(spot, holds, faults, known=schemes_of(contract), has=_HAS_SCHEMES)
    found = {member.key: _token_key(member, faults) for member in named}
    return MappingProxyType({name: key for name, key in found.items() if key is not None})


_HAS_SCHEMES: Final = "the spec's security schemes are"


def _token_key(spot: Spot, faults: Faults) -> TokenKey | None:
    stated: dict[str, str] = {}
    for member in members_of(spot, "{algorithm: HS256, key: ...}", faults, known=_TOKEN_KEY):
        if isinstance(member.value, str) and member.value:
            stated[member.key] = member.value
        else:
            faults.add(member, f"{member.key} is {shown(member.value)}", "write a text")
    lacking = [key for key in ("algorithm", "key") if not spot.at(key)]
    if lacking and isinstance(spot.value, dict):
        faults.add(spot, f"there is no {listed(lacking)}", "write {algorithm: HS256, key: ...}")
    if not stated.keys() >= {"algorithm", "key"}:
        return None
    length, least = len(stated["key"].encode()), _LEAST_BYTES.get(stated["algorithm"], 0)
    if length < least:
        found = f"the key has {length} bytes, and {stated['algorithm']} needs {least}"
        faults.add(spot.at("key"), found, "sign the tokens with a longer one (RFC 7518, 3.2)")
        return None
    return TokenKey(
        algorithm=stated["algorithm"],
        key=stated["key"],
        issuer=stated.get("issuer"),
        audience=stated.get("audience"),
    )


def read_callers(contract: Contract, spot: Spot, faults: Faults) -> tuple[Caller, ...]:
    """The callers, in the file's order."""
    schemes = schemes_of(contract)
    entries = elements_of(spot, "callers", faults)
    if schemes and not entries and not isinstance(spot.value, dict):
        found = "there are no callers"
        faults.add(
            spot, found, f"write callers: with at least one that has credentials for {listed(schemes)}"
        )
    callers: dict[str, Caller] = {}
    for entry in entries:
        caller = _caller(contract, entry, faults)
        if caller is not None and caller.name in callers:
            found = f"another caller is named {caller.name}"
            faults.add(entry.at("name"), found, "give each caller a name of its own")
        elif caller is not None:
            callers[caller.name] = caller
    return tuple(callers.values())


def _caller(contract: Contract, spot: Spot, faults: Faults) -> Caller | None:
    members_of(spot, "{name: ..., credentials: ...}", faults, known=_CALLER)
    name = name_of(spot, faults)
    if name is None:
        return None
    subject, forbidden, owns = spot.at("subject"), spot.at("forbidden"), spot.at("owns")
    if subject and not isinstance(subject.value, str):
        faults.add(
            subject, f"subject is {shown(subject.value)}", "write a text: the sub of the caller's tokens"
        )
    if forbidden and not isinstance(forbidden.value, bool):
        faults.add(forbidden, f"forbidden is {shown(forbidden.value)}", "write true or false")
    if not owns and forbidden.value is not True and _belongs_to_callers(contract):
        wanted = "write owns: and the value that the caller's rows have"
        faults.add(spot, f"{name} owns nothing, and rows belong to their caller here", wanted)
    return Caller(
        name=name,
        credentials=_credentials(contract, spot.at("credentials"), faults, sendable=True),
        subject=subject.value if isinstance(subject.value, str) else None,
        owns=owns.value if owns else None,
        may_name=_may_name(contract, spot.at("may_name"), faults),
        forbidden=forbidden.value is True,
    )


def _belongs_to_callers(contract: Contract) -> bool:
    return any(scope.param is None for each in contract.operations for scope in each.mocked.scope)


def _credentials(contract: Contract, spot: Spot, faults: Faults, *, sendable: bool) -> Mapping[str, str]:
    """Secrets by scheme; with `sendable`, only those that a request can carry as they stand."""
    schemes = schemes_of(contract)
    found = {}
    for member in members_of(spot, "a scheme's name and the secret", faults, known=schemes, has=_HAS_SCHEMES):
        wrong = _unusable(member.value, schemes[member.key]) if sendable else None
        if not isinstance(member.value, str):
            faults.add(
                member, f"the credential is {shown(member.value)}", "write a text, in quotes if need be"
            )
        elif wrong is not None:
            faults.add(member, *wrong)
        else:
            found[member.key] = member.value
    return MappingProxyType(found)


def _unusable(secret: Json, scheme: Scheme) -> tuple[str, str] | None:
    """What is wrong with a secret that a request is to carry, and what would be right."""
    prefix = scheme.prefix.strip()
    if prefix and str(secret).lower().startswith(f"{prefix.lower()} "):
        return f'the credential begins with "{prefix} "', "write the bare secret: the mock knows the prefix"
    if not _SENDABLE.fullmatch(str(secret)):
        return f"no header can carry the credential {shown(secret)}", "write visible ASCII characters"
    return None


def _may_name(contract: Contract, spot: Spot, faults: Faults) -> Mapping[str, tuple[Json, ...]]:
    """By scope parameter, the values that are this caller's to name."""
    parameters = {
        scope.param: operation.parameters[scope.param]
        for operation in contract.operations
        for scope in operation.mocked.scope
        if scope.param is not None
    }
    found = {}
    has = "the parameters that say whose rows come are"
    for member in members_of(spot, "a parameter and its values", faults, known=parameters, has=has):
        values = elements_of(member, "the caller's values", faults)
        for value in values:
            _check_value(parameters[member.key], value, faults)
        found[member.key] = tuple(value.value for value in values)
    return MappingProxyType(found)


def _check_value(parameter: Parameter, spot: Spot, faults: Faults) -> None:
    validator = jsonschema_rs.Draft202012Validator(dict(parameter.schema), validate_formats=True)
    error = next(iter(validator.iter_errors(spot.value)), None)
    if error is not None:
        faults.add(
            spot, f"no request can name it: {error.message}", f"write a value that {parameter.key} can have"
        )


def read_refused(contract: Contract, spot: Spot, faults: Faults) -> Mapping[str, Mapping[str, str]]:
    """The credentials that have to be refused, by the name of what is wrong with them."""
    found: dict[str, Mapping[str, str]] = {}
    for entry in elements_of(spot, "credentials to refuse", faults):
        members_of(entry, "{name: ..., credentials: ...}", faults, known=_REFUSED)
        name = name_of(entry, faults)
        if name is None:
            continue
        if name in found:
            faults.add(entry.at("name"), f"another entry is named {name}", "give each a name of its own")
        found[name] = _credentials(contract, entry.at("credentials"), faults, sendable=False)
    return MappingProxyType(found)
