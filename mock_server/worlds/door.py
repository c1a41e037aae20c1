"""The credentials of a world, each tried at the door that requests come in by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlencode

from listproof.contract import Contract, Scheme
from listproof.errors import FixtureError
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, shown
from mock_server.access import Keyring, same_callers
from mock_server.exchange import Refused
from mock_server.world import Caller, World
from mock_server.worlds.callers import schemes_of

Admitted = tuple[Caller, ...] | Refused
"""Who is let in with some credentials, or why nobody is."""


def check_door(contract: Contract, world: World, root: Spot, faults: Faults) -> None:
    """Hold that every caller is let in as nobody else, and the refused are not let in at all."""
    try:
        keyrings = {
            name: Keyring(scheme, world, source=root.document.name)
            for name, scheme in schemes_of(contract).items()
        }
    except FixtureError as error:
        for fault in error.faults:
            faults.add(root.at(*fault.place.split(".", 1)), fault.found, fault.wanted)
        return
    if not keyrings and world.callers:
        found = "there are callers, and the spec's lists ask for no credentials"
        faults.add(root.at("callers"), found, "leave callers away: nothing tells who asks")
        return
    for index, caller in enumerate(world.callers):
        _check_caller(contract, keyrings, caller, root.at("callers", str(index)), faults)
    _check_subjects(world, root, faults)
    for index, (name, credentials) in enumerate(world.refused.items()):
        let_in = [
            each for each in _tried(contract, keyrings, credentials) if not isinstance(each, Refused) and each
        ]
        if let_in:
            wanted = f"they are those of {let_in[0][0].name}: change them, or leave the entry away"
            spot = root.at("refused", str(index), "credentials")
            faults.add(spot, f"the credentials of {name} would be accepted", wanted)


def _check_caller(
    contract: Contract, keyrings: Mapping[str, Keyring], caller: Caller, spot: Spot, faults: Faults
) -> None:
    results = list(_tried(contract, keyrings, caller.credentials))
    credentials = spot.at("credentials")
    if keyrings and not results:
        wanted = f"a list asks for {' or '.join(_ways(contract))}"
        faults.add(spot, f"the credentials of {caller.name} open no list", wanted)
    for result in results:
        if isinstance(result, Refused):
            wanted = "write one that the mock can accept, or move the entry to refused:"
            faults.add(credentials, f"{caller.name} would be refused: {result}", wanted)
            continue
        others = [each.name for each in result if each.name != caller.name]
        if others:
            found = f"{caller.name} and {others[0]} have the same credentials"
            faults.add(credentials, found, "give each caller credentials of its own")


def _check_subjects(world: World, root: Spot, faults: Faults) -> None:
    """A token's `sub` says whose it is (RFC 7519, 4.1.2): nobody else's, and the caller's own."""
    if not world.keys:
        return
    import jwt  # a tenth of a second, and only some worlds have keys

    holders: dict[str, str] = {}
    for index, caller in enumerate(world.callers):
        spot = root.at("callers", str(index), "subject")
        if caller.subject is not None and holders.setdefault(caller.subject, caller.name) != caller.name:
            found = f"{caller.name} and {holders[caller.subject]} have the same subject"
            faults.add(spot, found, "give each caller a subject of its own")
        for name in world.keys.keys() & caller.credentials.keys():
            with suppress(jwt.PyJWTError):  # a token that cannot be read has been told already
                claims = jwt.decode(caller.credentials[name], options={"verify_signature": False})
                if claims.get("sub") != caller.subject:
                    has = f"the token's sub is {shown(claims.get('sub'))}"
                    found = f"the subject is {shown(caller.subject)}, and {has}"
                    faults.add(spot, found, "write the token's sub as the subject")


def _ways(contract: Contract) -> list[str]:
    """The sets of schemes that open a list, in words."""
    every = [each for operation in contract.operations for each in operation.security if each]
    return list(dict.fromkeys(" and ".join(scheme.name for scheme in each) for each in every))


def _tried(
    contract: Contract, keyrings: Mapping[str, Keyring], credentials: Mapping[str, str]
) -> Iterator[Admitted]:
    """Who is let in, by each set of schemes that the credentials are enough for."""
    every = [each for operation in contract.operations for each in operation.security if each]
    ways = dict.fromkeys(tuple(scheme.name for scheme in each) for each in every)
    for names in (each for each in ways if credentials.keys() >= set(each)):
        try:
            found = [_holders(keyrings[name], credentials[name]) for name in names]
        except Refused as refusal:
            yield refusal
        else:
            yield same_callers(found)


def _holders(keyring: Keyring, secret: str) -> tuple[Caller, ...]:
    return keyring.admit(*_request(keyring.scheme, secret)) or ()


def _request(scheme: Scheme, secret: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The headers and the query string of a request that carries the secret."""
    written = " ".join(part for part in (scheme.prefix.strip(), secret) if part).encode()
    name = scheme.parameter.encode()
    if scheme.location == "header":
        return [(name.lower(), written)], b""
    if scheme.location == "cookie":
        return [(b"cookie", name + b"=" + written)], b""
    return [], urlencode({scheme.parameter: written}).encode()
