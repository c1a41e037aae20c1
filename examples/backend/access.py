"""Who is asking: API keys by their digest, and tokens whose signature, expiry and subject are checked."""

from __future__ import annotations

import hashlib
import hmac

import jwt
from flask import request
from sqlalchemy.orm import Session

from .models import ApiKey

# Public on purpose: whoever reads this example may sign tokens for it. A service keeps its own key secret.
TOKEN_KEY = "the-signing-key-of-the-example-backend-is-no-secret"
TOKEN_ISSUER = "https://example-backend.invalid/auth/v1"
TOKEN_AUDIENCE = "authenticated"


def bearer_token() -> str | None:
    """The token of `Authorization: Bearer <token>`; the scheme's case doesn't matter (RFC 9110, 11.1)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def token_subject(token: str) -> str | None:
    """The user whom a token was signed for, or None for a token that is malformed, expired or not ours."""
    try:
        claims = jwt.decode(
            token,
            TOKEN_KEY,
            algorithms=["HS256"],
            audience=TOKEN_AUDIENCE,
            issuer=TOKEN_ISSUER,
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError:
        return None
    return str(claims["sub"])


def owner_of_key(session: Session, service: str, key: str | None, secret: str | None = None) -> str | None:
    """The account that a service's key belongs to, or None; a key with a secret needs both."""
    if not key:
        return None
    row = session.get(ApiKey, (service, digest(key)))
    if row is None:
        return None
    if row.secret_digest is not None and not hmac.compare_digest(row.secret_digest, digest(secret or "")):
        return None
    return row.owner


def digest(secret: str) -> str:
    """What is stored in place of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()
