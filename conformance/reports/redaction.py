"""Keeping credentials out of whatever leaves the process: by the name of their place, and by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from conformance.asking.encoding import looks_secret, query_credentials
from conformance.reports.spellings import codes, escaped, unescaped
from conformance.target import RefusedCredentials, Target, TargetCaller
from listproof.contract import Json, Operation

REDACTED: Final = "[redacted]"
SHORTEST: Final = 4
"""Shorter texts are redacted where they stand as credentials, and not wherever their letters occur."""
TELLING: Final = 6
"""As many characters of a credential in a row tell too much of it."""


class Redactor:
    """Replaces the target's credentials in texts and JSON values."""

    def __init__(self, target: Target, operations: Iterable[Operation] = ()) -> None:
        places = {name for operation in operations for name in query_credentials(operation)}
        texts = {text for text in _credentials(target, places) if len(text) >= SHORTEST}
        self._bare = tuple(text for text in texts if " " not in text)
        # A credential that holds another is replaced first, so that nothing of it stays.
        self._texts = tuple(sorted(texts, key=lambda text: (-len(text), text)))
        self._codes = sorted(
            {code.sign: code for text in texts for code in codes(text)}.items(),
            key=lambda code: (-len(code[0]), code[0]),
        )

    def text(self, text: str) -> str:
        """The text without credentials, however they are spelled in it."""
        small = text.lower()
        for sign, code in self._codes:
            if sign in small:
                text = code.pattern.sub(REDACTED, text)
        read = unescaped(text).lower()
        for secret in self._texts:
            if secret.lower() in read:
                text = escaped(secret).sub(REDACTED, text)
        return text

    def value(self, value: Json) -> Json:
        """The JSON value without credentials, in keys as well."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, (list, tuple)):
            return [self.value(element) for element in value]
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(member) for key, member in value.items()}
        return value

    def tells(self, text: str) -> bool:
        """Whether the text shows a good part of a credential: a token cut short is one still."""
        return any(
            secret[start : start + TELLING] in text
            for secret in self._bare
            for start in range(max(1, len(secret) - TELLING + 1))
        )


def _credentials(target: Target, places: set[str]) -> Iterable[str]:
    """Every credential of the target; `places` are the query parameters that carry one."""
    yield from target.secrets
    senders: list[TargetCaller | RefusedCredentials] = [*target.callers.values(), *target.refused]
    for sender in senders:
        for name, value in sender.headers.items():
            if looks_secret(name):
                yield value
                # `Bearer abc`: the bare secret may be echoed without its scheme.
                yield value.partition(" ")[2]
        yield from _given(sender.parameters, places)
    for headers in target.provoke.values():
        yield from (value for name, value in headers.items() if looks_secret(name))
    for callers in target.operations.values():
        for parameters in callers.values():
            yield from _given(parameters, places)


def _given(parameters: Mapping[str, tuple[str, ...]], places: set[str]) -> Iterable[str]:
    """The credentials among a sender's parameters."""
    for key, values in parameters.items():
        if key in places or key.startswith("cookie:"):
            yield from values
