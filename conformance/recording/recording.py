"""Reading a recording back: whether it is one, what it was made of, and whether it is of this contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from conformance.evidence import Request
from conformance.recording import schema
from conformance.recording.har import ENDED, FORMAT, OURS, Attempt, attempt_of
from conformance.recording.settings import digest, target_of
from conformance.target import Target
from listproof.contract import Contract
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import listed

_RECORD: Final = "record one with listproof check SPEC --url URL --har PATH"
_LONGEST: Final = 160

Key = tuple[str, str, tuple[tuple[str, str], ...], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recorded run. `asked` has, by request, its sendings: a list for each time that it was asked."""

    path: Path
    listproof: str
    """The version that recorded it."""
    settings: Mapping[str, Any]
    target: Target
    operations: Mapping[str, str]
    """The paths of the contract's operations, by id."""
    digest: str
    contract: str
    asked: Mapping[Key, Sequence[Sequence[Attempt]]]
    stopped: str
    """Why the run ended early, or the empty text."""
    finished: bool
    """Whether the run came to write its end."""
    masked: int
    """How many answers held a credential, and have a stand-in in its place."""

    def check_contract(self, contract: Contract) -> None:
        """Hold that the recording is one of this contract: it has every operation that was recorded.

        Raises ConfigError for another.
        """
        known = {operation.id: operation.path for operation in contract.operations}
        wanted = self.settings["operations"] or list(self.operations)
        if all(known.get(name) == self.operations.get(name) for name in wanted):
            return
        found = f"it was recorded for another spec, {self.contract}, with {_places(self.operations)}"
        raise _fault(self.path, found, f"{contract.source} has {_places(known)}")

    def remarks(self, contract: Contract) -> Iterable[str]:
        """What a reader of a report that is made from the recording should know."""
        yield (
            f"replayed from {self.path}, which Listproof {self.listproof} recorded at "
            f"{self.settings['started']}: nothing was asked"
        )
        if digest(contract) != self.digest:
            yield "the document has changed since it was recorded"
        if not self.finished:
            yield "the recording breaks off: the run never came to its end"
        if self.masked:
            answers = "an answer" if self.masked == 1 else f"{self.masked} answers"
            yield (
                f"a credential stood in {answers}, and a stand-in is in its place: what depends on its "
                "characters may be judged otherwise"
            )


def key(request: Request) -> Key:
    """What tells recorded requests apart."""
    return request.method, request.target, request.headers, request.again


def read_recording(path: Path) -> Recording:
    """The recording in a file. Raises ConfigError where there is none."""
    log = _log(path)
    own = log.get(OURS)
    if not isinstance(own, dict):
        raise _fault(path, "it was not recorded by Listproof", _RECORD)
    if own.get("format") != FORMAT:
        found = f"it is of format {str(own.get('format'))[:_LONGEST]}, and this Listproof reads {FORMAT}"
        raise _fault(path, found, "replay it with the Listproof that recorded it")
    _hold(path, schema.OURS, own, f"log.{OURS}")
    ended = log.get(ENDED)
    _hold(path, schema.ENDED, ended, f"log.{ENDED}")
    creator = log.get("creator")
    return Recording(
        path=path,
        listproof=str(creator.get("version", "?") if isinstance(creator, dict) else "?")[:_LONGEST],
        settings=own["settings"],
        target=target_of(own["target"], source=str(path)),
        operations={one["id"]: one["path"] for one in own["contract"]["operations"]},
        digest=own["contract"]["digest"],
        contract=own["contract"]["file"],
        asked=_asked(path, log["entries"]),
        stopped=ended["stopped"] if ended else "",
        finished=ended is not None,
        masked=ended["masked"] if ended else 0,
    )


def _log(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise _fault(path, "there is no such file", _RECORD) from None
    except OSError as error:
        raise _fault(path, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise _fault(path, f"it is not UTF-8 at byte {error.start}", _RECORD) from None
    except json.JSONDecodeError as error:
        found = f"it is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        raise _fault(path, found, _RECORD) from None
    except (ValueError, RecursionError):
        raise _fault(path, "it is not JSON that can be read", _RECORD) from None
    if not isinstance(value, dict) or not isinstance(value.get("log"), dict):
        raise _fault(path, "it is no HAR file: it has no log", _RECORD)
    _hold(path, schema.HAR, value, "")
    log: dict[str, Any] = value["log"]
    return log


def _asked(path: Path, entries: Sequence[Any]) -> Mapping[Key, Sequence[Sequence[Attempt]]]:
    """The attempts by request, those of one asking together."""
    validator = jsonschema_rs.Draft202012Validator(schema.ENTRY)
    asked: dict[Key, list[list[Attempt]]] = {}
    turn: list[Attempt] = []
    for number, entry in enumerate(entries):
        place = f"log.entries.{number}"
        _check(path, validator, entry, place)
        try:
            attempt = attempt_of(entry)
        except ValueError as error:
            raise _fault(path, f"its body cannot be read: {error}"[:_LONGEST], place=place) from None
        if not attempt.aside:
            turns = asked.setdefault(key(attempt.request), [])
            if attempt.number == 1 or not turns:
                turns.append([])
            turn = turns[-1]
        turn.append(attempt)
    return asked


def _hold(path: Path, wanted: Mapping[str, Any], value: Any, place: str) -> None:
    _check(path, jsonschema_rs.Draft202012Validator(dict(wanted)), value, place)


def _check(path: Path, validator: jsonschema_rs.Draft202012Validator, value: Any, place: str) -> None:
    error = next(iter(validator.iter_errors(value)), None)
    if error is not None:
        where = ".".join(str(part) for part in (place, *error.instance_path) if part != "")
        raise _fault(path, f"this is no recording: {error.message}"[:_LONGEST], _RECORD, place=where)


def _places(operations: Mapping[str, str]) -> str:
    return listed(f"{name} at {path}" for name, path in operations.items())


def _fault(path: Path, found: str, wanted: str = "", *, place: str = "") -> ConfigError:
    return ConfigError([Fault(file=str(path), place=place, found=found, wanted=wanted)])
