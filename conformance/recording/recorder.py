"""Recording a run: a client that writes down every request that it sends, and what came back."""

from __future__ import annotations

import contextlib
import datetime
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

from conformance.asking.client import Answer, BudgetSpent, Client, Send
from conformance.evidence import Exchange, Request
from conformance.questions import Question
from conformance.recording.har import FORMAT, Attempt, HarFile
from conformance.recording.settings import digest, written_target
from conformance.recording.standins import StandIns
from conformance.target import Target
from listproof.contract import Contract, Json
from listproof.errors import ConfigError, Fault, Unreachable


class Recorder:
    """Writes a run to a HAR file, with stand-ins for every credential of the target.

    `settings` are those of the run. A file that can't be opened is a ConfigError at once; one that can't
    be written any more ends the recording and not the run: `fault` then says why.
    """

    def __init__(self, path: Path, contract: Contract, target: Target, settings: Mapping[str, Json]) -> None:
        self.fault = ""
        self.stopped = ""
        self._path = path
        self._lock = threading.Lock()
        self._stand_ins = StandIns(target, contract.operations)
        self._url = self._stand_ins.target.url
        self._touched = 0
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        head: dict[str, Json] = {
            "format": FORMAT,
            "contract": {
                "file": PurePath(contract.source).name,
                "title": contract.title,
                "digest": digest(contract),
                "operations": [{"id": one.id, "path": one.path} for one in contract.operations],
            },
            "settings": {"started": now.replace("+00:00", "Z"), **settings},
            "target": written_target(self._stand_ins.target),
            "standIns": dict(self._stand_ins.names),
        }
        try:
            if str(path) == "-":
                raise OSError("it is gone back over, so it must be a file")
            self._file = HarFile(path, head)
        except OSError as error:
            found = f"it cannot be written: {error.strerror or error}"
            raise ConfigError([Fault(file=f"--har {path}", found=found)]) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            told = "it was interrupted" if isinstance(error, KeyboardInterrupt) else str(error)
            self.stopped = self.stopped or told
        # What could not be written has been told by now, and nothing more can be done for it.
        with contextlib.suppress(OSError):
            self._file.close({"stopped": self._stand_ins.text(self.stopped), "masked": self._touched})

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the report should know of the recording."""
        return (f"the recording {self._path} breaks off: {self.fault}",) if self.fault else ()

    def add(self, attempts: list[Attempt]) -> None:
        """Write the sendings of one request, masked."""
        masked = [self._masked(attempt) for attempt in attempts]
        with self._lock:
            for attempt, own in zip(masked, attempts, strict=True):
                self._touched += attempt.answer.body != own.answer.body
                if not self.fault:
                    self._write(attempt)

    def _masked(self, attempt: Attempt) -> Attempt:
        return replace(
            attempt,
            request=self._stand_ins.request(attempt.request),
            answer=self._stand_ins.answer(attempt.answer),
            why=self._stand_ins.text(attempt.why),
        )

    def _write(self, attempt: Attempt) -> None:
        try:
            self._file.add(attempt, self._url)
        except OSError as error:
            self.fault = error.strerror or str(error)


class RecordingClient(Client):
    """A client whose every sending is recorded once its request has been answered, or given up."""

    def __init__(self, recorder: Recorder, send: Send, **how: Any) -> None:
        super().__init__(self._heard, **how)
        self._recorder = recorder
        self._onward = send
        self._turn = threading.local()

    def ask(self, question: Question, request: Request) -> Exchange:
        """As `Client.ask`, and recorded."""
        self._turn.attempts = []
        self._turn.request = request
        self._turn.caller = question.caller
        try:
            exchange = super().ask(question, request)
        except BaseException as error:
            self._given_up(error)
            raise
        self._recorder.add(self._turn.attempts)
        return exchange

    @property
    def remarks(self) -> tuple[str, ...]:
        """As `Client.remarks`, and what became of the recording."""
        return (*super().remarks, *self._recorder.remarks)

    def stop(self, reason: str) -> None:
        """As `Client.stop`; the recording says the reason."""
        self._recorder.stopped = self._recorder.stopped or reason
        super().stop(reason)

    def _heard(self, request: Request) -> Answer:
        began, clock = time.time(), time.monotonic()
        answer = Answer()
        try:
            answer = self._onward(request)
        finally:
            attempt = Attempt(
                request=request,
                answer=answer,
                caller=self._turn.caller,
                number=len(self._turn.attempts) + 1,
                began=began,
                seconds=time.monotonic() - clock,
                aside=request != self._turn.request,
            )
            self._turn.attempts.append(attempt)
        return answer

    def _pause(self, wait: float, answer: Answer) -> None:
        self._turn.attempts[-1] = replace(self._turn.attempts[-1], waited=wait)
        super()._pause(wait, answer)

    def _given_up(self, error: BaseException) -> None:
        kinds = {BudgetSpent: "spent", Unreachable: "unreachable"}
        if self._turn.attempts:
            last = self._turn.attempts[-1]
            ended = next((word for kind, word in kinds.items() if isinstance(error, kind)), "interrupted")
            self._turn.attempts[-1] = replace(last, ended=ended, why=str(error))
            self._recorder.add(self._turn.attempts)
