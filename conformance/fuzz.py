"""Odd requests, made by Schemathesis from the schemas of the parameters; nothing else imports it.

It only makes them up. They are sent by this suite's own client and judged by its own laws (decision 9), so
its transport and its checks are never run, and nothing but a GET is ever made of them. Its way of making a
test is not in its documentation: `tests/conformance/test_fuzz.py` tells when it changes.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

import hypothesis
import schemathesis
from hypothesis.configuration import set_hypothesis_home_dir
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from conformance.asking.encoding import query_credentials, text_of
from conformance.questions import Question
from conformance.target import Target
from listproof.contract import Contract, Json, Operation

BOUNDARIES: Final = 200
"""At most so many requests with one parameter at or past a boundary of its schema."""
_SECONDS: Final = 30.0
"""How long Schemathesis may think about one operation: some schemas it would never get done with."""
_LONGEST: Final = 2000
"""Longer texts meet limits of servers and proxies on the length of a URL, which no contract is about."""


class _Enough(Exception):  # noqa: N818 - it ends the making of requests, and is no error
    pass


def odd_questions(
    contract: Contract, operation: Operation, target: Target, *, seed: int, examples: int
) -> tuple[Question, ...]:
    """What Schemathesis would ask: first the boundaries of each parameter, then `examples` random requests.

    The same for the same seed; each once. Raises whatever Schemathesis raises at a document that it
    cannot read.
    """
    cases = _cases(_document(contract, operation), operation.path, seed=seed, examples=examples)
    made = (_question(operation, target, case) for case in cases if case.method.upper() == "GET")
    return tuple(dict.fromkeys(question for question in made if question is not None))


def _document(contract: Contract, operation: Operation) -> dict[str, Any]:
    """The document with this one operation, and nothing in it of credentials: those are the caller's."""
    document: dict[str, Any] = _plain(contract.document)
    item = document["paths"][operation.path]
    methods = ("put", "post", "delete", "options", "head", "patch", "trace", "query")
    item = {key: value for key, value in item.items() if key not in methods}
    if "get" in item:  # else the item is a reference, which Schemathesis follows
        item["get"] = {**item["get"], "security": []}
    document.pop("security", None)
    return {**document, "paths": {operation.path: item}}


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    return value


def _cases(document: dict[str, Any], path: str, *, seed: int, examples: int) -> list[Any]:
    """The cases of the one operation, boundaries first."""
    with tempfile.TemporaryDirectory() as home:
        # What Hypothesis keeps between runs has no place in the folder of whoever asks.
        set_hypothesis_home_dir(home)
        try:
            made = _made(document, path, seed=seed, examples=examples)
        finally:
            set_hypothesis_home_dir(None)
    boundaries = [case for case in made if case.meta.phase.name == "coverage"]
    chances = [case for case in made if case.meta.phase.name != "coverage"]
    return boundaries[:BOUNDARIES] + chances[:examples]


def _made(document: dict[str, Any], path: str, *, seed: int, examples: int) -> list[Any]:
    schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config(seed=seed))
    schema.config.phases.coverage.unexpected_methods = set()
    made: list[Any] = []
    began = time.monotonic()

    def collect(case: Any) -> None:
        if time.monotonic() - began > _SECONDS:
            raise _Enough
        made.append(case)

    test = create_test(
        operation=schema[path]["GET"],
        test_func=collect,
        config=HypothesisTestConfig(
            project=schema.config,
            modes=[HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING],
            settings=_settings(examples),
            seed=seed,
            apply_ci_profile=False,
        ),
    )
    with contextlib.suppress(_Enough):
        test()
    return made


def _settings(examples: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=tuple(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )


# --- from a case to a question -------------------------------------------------------------------------


def _question(operation: Operation, target: Target, case: Any) -> Question | None:
    """The case as a question of the main caller; None where it can't be one of a GET's.

    What the target gives a value for (a workspace, a batch) is sent as given, unless it is the very
    parameter that the case is about: else every answer would only say that there is no such batch.
    """
    told = case.meta.phase.data.parameter
    given = {
        key
        for key in operation.parameters
        if target.values(operation, key) and key.rpartition(":")[2].lower() != str(told).lower()
    }
    put: dict[str, str] = {}
    add: list[tuple[str, str]] = []
    for key, texts in _sent(operation, case):
        if key in given or any(len(text) > _LONGEST for text in texts):
            continue
        if key in operation.parameters and texts:
            put[key] = texts[0]
            texts = texts[1:]
        add.extend((key, text) for text in texts)
    if any(key.startswith("header:") and not _is_header(text) for key, text in put.items()):
        return None
    return Question(put=tuple(put.items()), add=tuple(add), drop=_left_out(operation, case, put, told))


def _sent(operation: Operation, case: Any) -> Iterator[tuple[str, list[str]]]:
    """Each parameter of the case by key, with its texts; unknown ones in the query alone."""
    credentials = query_credentials(operation)
    for name, value in (case.query or {}).items():
        if name not in credentials:
            yield str(name), list(_texts(value))
    for name, value in (case.path_parameters or {}).items():
        if text := ",".join(unquote(text) for text in _texts(value)):
            yield f"path:{name}", [text]
    keys = {key.lower(): key for key in operation.parameters}
    for place, values in (("header", case.headers or {}), ("cookie", case.cookies or {})):
        for name, value in values.items():
            if key := keys.get(f"{place}:{name}".lower()):
                yield key, list(_texts(value))[:1]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, (list, tuple)):
        return [_text(element) for element in value]
    return [] if value is None else [_text(value)]


def _text(value: Any) -> str:
    return json.dumps(value, default=str) if isinstance(value, (dict, list)) else text_of(value)


def _is_header(text: str) -> bool:
    """Whether a client may send this as a header's value (RFC 9110, 5.5)."""
    return text.isascii() and (text.isprintable() or not text)


def _left_out(operation: Operation, case: Any, put: Mapping[str, str], told: str | None) -> tuple[str, ...]:
    """The required parameter that the case is about, where it leaves it out."""
    return tuple(
        key
        for key, parameter in operation.parameters.items()
        if parameter.required
        and parameter.location != "path"
        and key not in put
        and case.meta.generation.mode.value == "negative"
        and key.rpartition(":")[2].lower() == str(told).lower()
    )
