"""Signed tokens (JWT, RFC 7519): verified with a world's key, never by what the token says of itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from listproof.errors import Fault, FixtureError
from mock_server.world import TokenKey

Claims = Mapping[str, Any]
Verify = Callable[[bytes], Claims]
"""From a token to its claims; raises ValueError with the reason in a few words."""

_WANTED = "give an algorithm such as HS256 and its secret, or RS256 and a public key in PEM"
_REMEMBERED = 256
"""Tokens whose signature needn't be worked out again: a client sends the same one all day."""


def verifier(place: str, key: TokenKey, source: str) -> Verify:
    """What verifies the tokens of a key; raises FixtureError for a key that can verify none.

    `place` is where the key stands in the fixture file `source`.
    """
    claims_of = lru_cache(_REMEMBERED)(_decoder(key, _prepared(place, key, source)))

    def verify(token: bytes) -> Claims:
        claims = claims_of(token)
        if int(claims["exp"]) <= time.time():  # it may have expired since it was remembered
            raise ValueError("has expired")
        return claims

    return verify


def _prepared(place: str, key: TokenKey, source: str) -> Any:
    """The key as PyJWT takes it."""
    import jwt  # a tenth of a second, and only some worlds have keys

    def unusable(found: str) -> FixtureError:
        return FixtureError([Fault(file=source, place=place, found=found, wanted=_WANTED)])

    if key.algorithm.lower() == "none":
        raise unusable("algorithm none signs nothing")
    try:
        return jwt.get_algorithm_by_name(key.algorithm).prepare_key(key.key)
    except (NotImplementedError, jwt.PyJWTError, ValueError, TypeError) as error:
        raise unusable(f"no {key.algorithm} key: {error}") from None


def _decoder(key: TokenKey, prepared: Any) -> Verify:
    """Signature, expiry, issuer and audience; the algorithm is the key's, not the token's (RFC 8725, 3.1)."""
    import jwt

    def decode(token: bytes) -> Claims:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                prepared,
                algorithms=[key.algorithm],
                issuer=key.issuer,
                audience=key.audience,
                options={"verify_aud": key.audience is not None, "require": ["exp", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise ValueError("has expired") from None
        except (jwt.InvalidIssuerError, jwt.InvalidAudienceError):
            raise ValueError("was made for another service") from None
        except jwt.MissingRequiredClaimError as error:
            raise ValueError(f"lacks {error.claim}") from None
        except jwt.ImmatureSignatureError:
            raise ValueError("is not valid yet") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            # Not only PyJWT's own errors: its JSON and base64 steps see whatever was sent.
            raise ValueError("is not a valid token") from None
        return claims

    return decode
