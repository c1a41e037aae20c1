"""The target as the file and the flags describe it together: a flag goes over what the file says."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from conformance.target import MAIN, Target, TargetCaller
from conformance.targets.file import Reading, header_problem, text_of_file
from listproof.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What the command line says of the target."""

    url: str | None = None
    headers: tuple[str, ...] = ()
    """`Name: value` each, for the main caller."""
    params: tuple[str, ...] = ()
    """`NAME=VALUE` each, for the main caller; a name that comes twice has two values."""
    allow_methods: tuple[str, ...] = ()
    url_flag: str = "--url"
    """The flag that gave the URL, so that a fault names what was typed."""


def read_target(file: Path | None, flags: Flags, environment: Mapping[str, str]) -> Target:
    """The target that the file and the flags describe.

    Raises ConfigError with every fault found, where the file is missing or wrong or a flag is.
    """
    reading = Reading(file=str(file) if file else "", environment=environment)
    target = reading.target(text_of_file(file), with_url=not flags.url) if file else Target()
    target = _with_url(reading, _with_flags(reading, target, flags), flags)
    if not target.url and not any(fault.place == "target.url" for fault in reading.faults):
        wanted = 'give it with --url, or as url = "..." under [target] in listproof.toml'
        reading.fault((), "the target has no URL", wanted)
    reading.check()
    return target


def _with_flags(reading: Reading, target: Target, flags: Flags) -> Target:
    main = target.callers[MAIN]
    caller = TargetCaller(
        headers=MappingProxyType(_headers(reading, main.headers, flags.headers)),
        parameters=MappingProxyType({**main.parameters, **_parameters(reading, flags.params)}),
    )
    allowed = reading.methods(list(flags.allow_methods), ("--allow-method",))
    return replace(
        target,
        url=flags.url or target.url,
        callers=MappingProxyType({**target.callers, MAIN: caller}),
        allow_methods=target.allow_methods | allowed,
    )


def _headers(reading: Reading, own: Mapping[str, str], flags: tuple[str, ...]) -> dict[str, str]:
    headers = dict(own)
    for text in flags:
        name, colon, value = (part.strip() for part in text.partition(":"))
        problem = header_problem(name, value) if colon else "it has no colon"
        if problem:
            # The text is not shown: it may be a credential.
            _fault(reading, "--header", problem, 'it is written "Name: value"')
        headers = {key: kept for key, kept in headers.items() if key.lower() != name.lower()}
        headers[name] = value
    return headers


def _parameters(reading: Reading, flags: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    named: dict[str, tuple[str, ...]] = {}
    for text in flags:
        key, equals, value = text.partition("=")
        if not equals or not key:
            _fault(reading, f"--param {text}", "it has no name and value", "it is written NAME=VALUE")
        named[key] = (*named.get(key, ()), value)
    return named


def _fault(reading: Reading, flag: str, found: str, wanted: str) -> None:
    reading.faults.append(Fault(file=flag, found=found, wanted=wanted))


def _with_url(reading: Reading, target: Target, flags: Flags) -> Target:
    """The target with its URL checked and cleared of credentials, which become a header."""
    if not target.url:
        return target
    if problem := _url_problem(target.url):
        wanted = "it is written http://HOST:PORT or https://HOST/PATH"
        if flags.url:
            _fault(reading, flags.url_flag, problem, wanted)
        else:
            reading.fault(("target", "url"), problem, wanted)
        return target
    parts = urlsplit(target.url)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
    target = replace(target, url=bare)
    return target if parts.username is None else _with_password(target, parts)


def _with_password(target: Target, parts: SplitResult) -> Target:
    """The credentials of the URL as the header that a browser would send (RFC 7617)."""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    pair = f"{user}:{password}"
    main = target.callers[MAIN]
    if main.header("Authorization") is None:
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        main = replace(main, headers=MappingProxyType({**main.headers, "Authorization": basic}))
    return replace(
        target,
        callers=MappingProxyType({**target.callers, MAIN: main}),
        secrets=target.secrets | {text for text in (pair, password) if text},
    )


def _url_problem(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"it is no URL: {error}"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it is no URL of a web server"
    if port == 0 or any(character.isspace() or not character.isprintable() for character in url):
        return "it is no URL that can be asked"
    return "it has a query or a fragment" if parts.query or parts.fragment else ""
