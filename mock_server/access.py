"""Who asks: the credentials of a request, held against those of the world.

Connexion asks the schemes of an operation one by one and combines them as the document says; here
stands what one scheme finds. The order of a request's refusals: first its method (the router), then its
credentials, then the caller's right to the list and the parameters (the engine).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import math
import re
from collections.abc import Iterable
from hashlib import sha256

from listproof.contract import Contract, Operation, Scheme
from mock_server.exchange import Refused
from mock_server.tokens import Verify, verifier
from mock_server.wire import RawHeaders, header_values, query_pairs
from mock_server.world import Caller, World

Callers = tuple[Caller, ...]


class Keyring:
    """The credentials of one security scheme in one world."""

    def __init__(self, scheme: Scheme, world: World, *, source: str = "") -> None:
        self.scheme = scheme
        self._holders = tuple(
            (_digest(caller.credentials[scheme.name].encode()), caller)
            for caller in world.callers
            if scheme.name in caller.credentials
        )
        self._refused = tuple(
            _digest(credentials[scheme.name].encode())
            for credentials in world.refused.values()
            if scheme.name in credentials
        )
        self._subjects = {caller.subject: caller for caller in world.callers if caller.subject is not None}
        key = world.keys.get(scheme.name)
        self._verify = verifier(f"keys.{scheme.name}", key, source) if key is not None else None

    def admit(self, headers: RawHeaders, query_string: bytes) -> Callers | None:
        """The callers whose credential was sent, None where none was; raises Refused for a wrong one."""
        secret = self._sent(headers, query_string)
        if secret is None:
            return None
        if self._verify is not None:
            return self._by_token(secret, self._verify)
        callers = self._by_secret(secret)
        if not callers and self.scheme.prefix.strip().lower() == "basic":
            callers = self._by_secret(_basic_pair(secret))
        if not callers:
            raise self._refusal("is not known")
        return callers

    def good_until(self, headers: RawHeaders, query_string: bytes) -> float:
        """Until when what was sent has the effect that it has now, in seconds since 1970."""
        if self._verify is None:
            return math.inf
        try:
            secret = self._sent(headers, query_string)
            return math.inf if secret is None else float(self._verify(secret)["exp"])
        except (Refused, ValueError):
            return 0.0

    def _by_secret(self, secret: bytes) -> Callers:
        """Whose secret it is; every one is compared, so that the time taken tells nothing."""
        digest = _digest(secret)
        return tuple([caller for known, caller in self._holders if hmac.compare_digest(known, digest)])

    def _by_token(self, token: bytes, verify: Verify) -> Callers:
        """Whose token it is: a caller's own, or any that the key has signed for the caller's subject.

        A signed token of a subject that the world lacks is somebody known with no right to any list.
        """
        try:
            claims = verify(token)
        except ValueError as error:
            raise self._refusal(str(error)) from None
        own = self._by_secret(token)
        if own:
            return own
        if any(hmac.compare_digest(known, _digest(token)) for known in self._refused):
            raise self._refusal("is refused in this world")
        known = self._subjects.get(claims["sub"])
        return (known or Caller(name="stranger", credentials={}, forbidden=True),)

    def _sent(self, headers: RawHeaders, query_string: bytes) -> bytes | None:
        """The secret as it was sent, or None; raises Refused where it cannot be told."""
        values = self._places(headers, query_string)
        if not values:
            return None
        if len(values) > 1:
            # RFC 9110, 5.3: a field that is no list stands once.
            raise self._refusal("was sent more than once")
        prefix = self.scheme.prefix.strip().lower().encode()
        if not prefix:
            return values[0]
        scheme, _, secret = values[0].partition(b" ")
        if scheme.lower() != prefix:  # RFC 9110, 11.1: the scheme's case does not matter
            raise self._refusal(f"is not of the form '{self.scheme.prefix.strip()} ...'")
        if not secret.strip(b" "):
            raise self._refusal("is empty")
        return secret.strip(b" ")

    def _places(self, headers: RawHeaders, query_string: bytes) -> list[bytes]:
        name = self.scheme.parameter
        if self.scheme.location == "header":
            return header_values(headers, name.lower().encode("latin-1", "replace"))
        if self.scheme.location == "query":
            return [
                value.encode("utf-8", "replace") for key, value in query_pairs(query_string) if key == name
            ]
        crumbs = b";".join(header_values(headers, b"cookie")).split(b";")
        cookies = (crumb.strip(b" ").partition(b"=") for crumb in crumbs)
        return [value.strip(b'"') for key, _, value in cookies if key == name.encode()]

    def _refusal(self, why: str) -> Refused:
        return Refused("unauthenticated", f"The credential in {self.scheme.parameter} {why}.")


def _digest(secret: bytes) -> bytes:
    return sha256(secret).digest()


def _basic_pair(secret: bytes) -> bytes:
    """`user:password` of a Basic credential (RFC 7617, 2), as a world may write it; `` if it is none."""
    try:
        return base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return b""


def same_callers(found: Iterable[Callers]) -> Callers:
    """The callers that all of several credentials belong to."""
    first, *others = found
    return tuple(
        caller for caller in first if all(any(caller is other for other in group) for group in others)
    )


def challenges(contract: Contract, operation: Operation, *, wrong: bool) -> tuple[tuple[str, str], ...]:
    """A WWW-Authenticate line for each scheme of the operation (RFC 9110, 11.6.1).

    An API key has no registered scheme; its challenge says where the key is looked for. A bearer's says
    whether a token was sent and is `wrong` (RFC 6750, 3.1).
    """
    realm = re.sub(r"[^\w .-]", "", contract.name, flags=re.ASCII).strip()
    schemes = (scheme for alternative in operation.security for scheme in alternative)
    lines = dict.fromkeys(_challenge(scheme, realm, wrong) for scheme in schemes)
    return tuple(("WWW-Authenticate", line) for line in lines)


def _challenge(scheme: Scheme, realm: str, wrong: bool) -> str:
    name = scheme.prefix.strip()
    if not name:
        return f'ApiKey realm="{realm}", in="{scheme.location}", name="{scheme.parameter}"'
    error = ', error="invalid_token"' if wrong and name.lower() == "bearer" else ""
    return f'{name} realm="{realm}"{error}'
