"""A run: survey, ask, judge, look again, report. Nothing here prints; what comes back is a value."""

from __future__ import annotations

import datetime
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from conformance.asking.client import Client, Limits, Send
from conformance.asking.network import HttpSender
from conformance.asking.surveying import lacking
from conformance.asking.turns import Allowance, Turn
from conformance.baseline.ledger import Ledger
from conformance.chance.phase import Explored, explore, room_for
from conformance.evidence import Counted, Exchange, Opinion
from conformance.examining import Examination, Examiner
from conformance.fuzzing import NOTHING, Fuzzed, Share, fuzz
from conformance.judging.counting import counted
from conformance.judging.judge import Judged, all_evidence, described, judge
from conformance.judging.remembering import remembering
from conformance.judging.second_look import Grounds, Look, SecondLook
from conformance.judging.verdicts import Verdict, weigh
from conformance.law import Law
from conformance.laws import ALL_LAWS
from conformance.laws.shape import lacks_credentials
from conformance.recording.recorder import Recorder, RecordingClient
from conformance.recording.recording import Recording
from conformance.recording.replay import Replay
from conformance.recording.settings import digest
from conformance.reports.redaction import Redactor
from conformance.reports.report import Report, ReportedLaw, ReportedOperation, Stale
from conformance.reports.reporting import Desk
from conformance.sharding import Shard, dealt
from conformance.target import Target
from conformance.targets.fit import check_fit, passed_over, unsent
from listproof import __version__
from listproof.contract import Contract, Json, Operation
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import meant

_SECOND_OPINION: Final = "shape/second-opinion"
REQUESTS_EACH: Final = 300
"""The budget for each operation where the user names none: about twice what a plan needs, so that it only
ends lists that have no end."""
PASSED_OVER: Final = "the target has no value for a parameter that the list needs"
LANES: Final = 4
"""Operations that are examined at a time, at most: what is seen of each is held until it is judged."""
ASKING: Final = 0.75
"""The part of a list's time in which it may be asked; to judge takes time too."""
FUZZ_BOUNDARIES: Final = 200
"""What the budget has room for in the fuzz phase of each operation, beside its random requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: for whoever waits for it."""

    operation: str
    asks: str
    """What was asked last, in words."""
    done: int
    probes: int
    requests: int
    ended: int = 0
    """How many operations are judged by now."""
    operations: int = 1
    """How many are to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is made. `timeout` and `max_seconds` are in seconds, `rate` in requests a second."""

    operations: tuple[str, ...] = ()
    """The operations to judge; all of them where none is named."""
    shard: Shard | None = None
    """The part of them that this run judges; all of it where there is none."""
    seed: int = 0
    max_requests: int | None = None
    max_seconds: float | None = None
    rate: float | None = None
    timeout: float = 10.0
    concurrency: int = 4
    chance: int | None = None
    """How many cases Hypothesis draws for each operation after the plan; None: as many as there is room
    for."""
    fuzz: int | None = None
    """How many random requests Schemathesis makes up for each operation; None: there is no fuzz phase."""
    ledger: Ledger | None = None
    """The failures that are known; it is told what has become of them."""
    progress: Callable[[Progress], None] = field(default=lambda _: None)


def check_contract(
    contract: Contract,
    target: Target,
    options: Options = Options(),
    *,
    send: Send | None = None,
    sleep: Callable[[float], None] = time.sleep,
    har: Path | None = None,
) -> Report:
    """Judge the target by the contract.

    `send` stands in for the network: a function from request to answer. `har` is a file to record the run
    to. Raises ConfigError where the target does not fit the contract, or the file can't be written,
    Unreachable where the target never answered. Whatever ends a run later ends it with a report of what
    was found so far.
    """
    check_fit(contract, target, chosen(contract, options.operations))
    with ExitStack() as stack:
        if send is None:
            network = HttpSender(target.url, timeout=options.timeout, connections=options.concurrency)
            send = stack.enter_context(network)
        place = Redactor(target, contract.operations).text(target.url)
        calling: Callable[..., Client] = Client
        if har is not None:
            recorder = stack.enter_context(Recorder(har, contract, target, _settings(options)))
            calling = partial(RecordingClient, recorder)
        calling = partial(calling, send, place=place, sleep=sleep, at_once=options.concurrency)
        return _Run(
            contract, target, options, lambda limits: calling(limits=limits), side_by_side=har is None
        ).report()


def check_recording(contract: Contract, recording: Recording, options: Options = Options()) -> Report:
    """Judge what was recorded by the contract, with no network.

    The options are those of the recorded run, and may be of some of its operations. Raises ConfigError
    where the recording is of another contract, Unreachable where the recorded target never answered.
    """
    recording.check_contract(contract)
    check_fit(contract, recording.target, chosen(contract, options.operations))
    replay = partial(Replay, recording, contract)
    return _Run(contract, recording.target, options, replay, side_by_side=False).report()


def _settings(options: Options) -> dict[str, Json]:
    """The options that decide what is asked, as a recording keeps them."""
    return {
        "operations": list(options.operations),
        "shard": None if options.shard is None else str(options.shard),
        "seed": options.seed,
        "max_requests": options.max_requests,
        "max_seconds": options.max_seconds,
        "chance": options.chance,
        "fuzz": options.fuzz,
    }


def lanes(options: Options, operations: int) -> int:
    """How many operations are examined at a time.

    A budget of requests is shared out one operation after another, so that the same run comes to the same;
    Schemathesis sets up the whole process, and is asked by one at a time.
    """
    if options.max_requests is not None or options.fuzz is not None:
        return 1
    return max(1, min(operations, options.concurrency, LANES))


def chosen(contract: Contract, names: Sequence[str]) -> tuple[Operation, ...]:
    """The operations of these names or paths, in the contract's order; all of them where none is named.

    Raises ConfigError for a name that the contract lacks.
    """
    known = [operation.id for operation in contract.operations]
    paths = {operation.path for operation in contract.operations}
    faults = [
        Fault(
            file=contract.source,
            found=f"there is no list operation {name}",
            wanted=meant(name, known, has="the document has"),
        )
        for name in names
        if name not in known and name not in paths
    ]
    if faults:
        raise ConfigError(faults)
    return tuple(each for each in contract.operations if not names or {each.id, each.path} & set(names))


_Made = tuple[ReportedOperation, str, str]
"""The report of an operation, why its asking ended early, and whether only its share was used up: the same
words, or the empty text."""


class _Run:
    """One run over operations of one contract, with one client."""

    def __init__(
        self,
        contract: Contract,
        target: Target,
        options: Options,
        calling: Callable[[Limits], Client | Replay],
        *,
        side_by_side: bool,
    ) -> None:
        self.chosen = chosen(contract, options.operations)
        self.operations = dealt(self.chosen, options.shard)
        each = REQUESTS_EACH + (options.chance or 0)
        each += 0 if options.fuzz is None else FUZZ_BOUNDARIES + options.fuzz
        most = options.max_requests if options.max_requests is not None else each * len(self.operations)
        limits = Limits(requests=most, seconds=options.max_seconds, rate=options.rate)
        self.lanes = lanes(options, len(self.operations)) if side_by_side else 1
        self.contract = contract
        self.target = target
        self.options = options
        self.redactor = Redactor(target, contract.operations)
        self.client = calling(limits)
        self._recorded = not side_by_side
        self._begun = self._ended = 0
        self._lock = threading.Lock()

    def report(self) -> Report:
        started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        began = time.monotonic()
        reported, why = self._every_operation()
        return Report(
            listproof=__version__,
            contract=self.contract.source,
            title=self.contract.title,
            target=self.redactor.text(self.target.url),
            seed=self.options.seed,
            digest=digest(self.contract),
            started=started,
            seconds=round(time.monotonic() - began, 3),
            complete=all(operation.complete for operation in reported),
            stopped=self.redactor.text(why),
            operations=reported,
            notes=tuple(self._notices()),
            chosen=tuple(operation.id for operation in self.chosen),
            shard=None if self.options.shard is None else str(self.options.shard),
            stale=tuple(self._stale(reported)),
        )

    def _stale(self, reported: Sequence[ReportedOperation]) -> Iterator[Stale]:
        """What the baseline has and no longer fails; its words are the user's, who may have quoted a key."""
        for stale in self.options.ledger.stale(reported) if self.options.ledger else ():
            yield replace(
                stale, reason=self.redactor.text(stale.reason), ticket=self.redactor.text(stale.ticket)
            )

    def _every_operation(self) -> tuple[tuple[ReportedOperation, ...], str]:
        """What was found of each operation, in their order, and why the run ended early, or the empty text.

        What was asked of an operation is let go as soon as it is judged.
        """
        made = tuple(map(self._in_turn, self.operations)) if self.lanes == 1 else self._side_by_side()
        ended = [stopped for _, stopped, cut in made if stopped and not cut]
        return tuple(report for report, *_ in made), next(iter(ended), "") or _shared_out(made)

    def _side_by_side(self) -> tuple[_Made, ...]:
        """Several operations at a time: while one is walked page by page, others are asked and judged."""
        with ThreadPoolExecutor(max_workers=self.lanes) as pool:
            running = [pool.submit(self._in_turn, operation) for operation in self.operations]
            try:
                wait(running, return_when=FIRST_EXCEPTION)
            except KeyboardInterrupt:
                self.client.stop("it was interrupted")
            if any(one.done() and one.exception() for one in running):
                self.client.stop("the run broke off")
                pool.shutdown(cancel_futures=True)
            return tuple(one.result() for one in running if not one.cancelled())

    def _in_turn(self, operation: Operation) -> _Made:
        with self._lock:
            to_come = len(self.operations) - self._begun
            self._begun += 1
            turn = Turn(self.client, self._allowance(to_come))
        examiner = Examiner(self.target, turn, concurrency=self.options.concurrency, told=self._tell)
        examiner.ahead = self.options.max_requests is None and not self._recorded
        made = _Examining(self, turn, examiner).operation(operation, to_come=to_come - 1)
        with self._lock:
            self._ended += 1
        if self._ended < len(self.operations):
            self._tell(operation, "judged", 0, 0)
        return made, examiner.stopped, turn.cut

    def _allowance(self, to_come: int) -> Allowance:
        """An equal share, among the operations to come, of what the user lets the run take and is left of it.

        A recording is cut where the recorded run was: its own clock has no say.
        """
        if len(self.operations) == 1:
            return Allowance()
        requests, seconds = self.client.left
        return Allowance(
            requests=math.inf if self.options.max_requests is None else max(1, math.ceil(requests / to_come)),
            seconds=math.inf if self._recorded else ASKING * seconds / math.ceil(to_come / self.lanes),
        )

    def _tell(self, operation: Operation, asks: str, done: int, probes: int) -> None:
        self.options.progress(
            Progress(
                operation=operation.id,
                asks=asks,
                done=done,
                probes=probes,
                requests=self.client.sent,
                ended=self._ended,
                operations=len(self.operations),
            )
        )

    def _notices(self) -> Iterator[str]:
        inference = self.contract.inference
        if inference is not None:
            yield f"{self.contract.source} states no lists: what leans on an inferred value warns at most"
        unasked = sum(bool(passed_over(operation, self.target)) for operation in self.operations)
        if unasked:
            told = (
                "list lacks a value of a parameter and was not asked: its note says"
                if unasked == 1
                else "lists lack a value of a parameter and were not asked: their notes say"
            )
            yield f"{unasked} {told} what to give"
        notices = self.client.notices
        for status, times in sorted(notices.busy.items()):
            yield f"{status} came {times} times and was waited out ({notices.waited:.1f} s in all)"
        if notices.lost:
            yield f"{notices.lost} connections were lost and tried again"
        yield from (self.redactor.text(remark) for remark in self.client.remarks)


class _Examining:
    """The examination of one operation of a run, and what the report says of it."""

    def __init__(self, run: _Run, turn: Turn, examiner: Examiner) -> None:
        self.run = run
        self.contract = run.contract
        self.target = run.target
        self.options = run.options
        self.redactor = run.redactor
        self.client = turn
        self.examiner = examiner

    def operation(self, operation: Operation, *, to_come: int) -> ReportedOperation:
        """The report of the operation; so many others have not begun."""
        if why := passed_over(operation, self.target):
            return self._passed_over(operation, why)
        began = time.monotonic()
        operation = remembering(operation)
        idle = dict(idle_laws(operation, self.target))
        planned = self.examiner.examine(operation, idle)
        explored = self._explore(planned, idle, to_come=to_come)
        seen = explored.examination
        desk = Desk(
            operation=operation,
            target=self.target,
            redactor=self.redactor,
            ledger=self.options.ledger,
            planned=planned.seen.exchanges.keys(),
        )
        fuzzed = self._fuzz(seen, to_come)
        looks = self._looks(seen)
        laws = tuple(self._laws(desk, seen, fuzzed, idle, looks))
        main = seen.survey.main
        return ReportedOperation(
            operation=operation.id,
            summary=operation.summary,
            path=operation.path,
            line=operation.line,
            file="" if operation.file == self.contract.source else operation.file,
            rows=len(main.items) if main.whole else None,
            requests=self.client.sent - explored.requests - fuzzed.requests,
            chance_requests=None if self.options.chance == 0 else explored.requests,
            fuzz_requests=None if self.options.fuzz is None else fuzzed.requests,
            seconds=round(time.monotonic() - began, 3),
            complete=bool(main.pages) and not self.examiner.stopped and not seen.lacks,
            notes=tuple(
                self.redactor.text(note)
                for note in (
                    *_notes(seen, looks),
                    unsent(operation, self.target),
                    explored.note,
                    fuzzed.note,
                )
                if note
            ),
            laws=laws,
            clauses=desk.clauses(laws),
        )

    def _passed_over(self, operation: Operation, why: str) -> ReportedOperation:
        """An inferred list that can't be asked for want of a value; check_fit holds that others can."""
        desk = Desk(operation=operation, target=self.target, redactor=self.redactor)
        idle = dict(idle_laws(operation, self.target))
        laws = tuple(
            desk.skipped(law, PASSED_OVER, applies=idle[law.id].applies if law.id in idle else True)
            for law in ALL_LAWS
        )
        return ReportedOperation(
            operation=operation.id,
            summary=operation.summary,
            path=operation.path,
            line=operation.line,
            file="" if operation.file == self.contract.source else operation.file,
            rows=None,
            requests=0,
            chance_requests=None if self.options.chance == 0 else 0,
            fuzz_requests=None if self.options.fuzz is None else 0,
            seconds=0.0,
            complete=True,
            notes=(why,),
            laws=laws,
            clauses=desk.clauses(laws),
        )

    def _explore(self, planned: Examination, idle: Mapping[str, Idle], *, to_come: int) -> Explored:
        """What chance adds to the plan, as far as the requests that both may take together go."""
        laws = [law for law in ALL_LAWS if law.id not in idle]
        # The chosen ones, and not those of this shard alone: shards draw what the whole would have drawn.
        wanted = room_for(self.options.chance, self.client.sent, lists=len(self.run.chosen))
        room = int(max(0, min(wanted, self._share(to_come).requests)))
        return explore(planned, self.examiner, laws, seed=self.options.seed, examples=room)

    def _fuzz(self, seen: Examination, to_come: int) -> Fuzzed:
        if self.options.fuzz is None or self.examiner.stopped:
            return NOTHING
        return fuzz(
            self.contract,
            seen,
            self.examiner,
            self._share(to_come),
            seed=self.options.seed,
            examples=self.options.fuzz,
        )

    def _share(self, to_come: int) -> Share:
        """What the phases after the plan may take: where each operation has a share, that of this one."""
        has_share = self.options.max_requests is not None or self.options.max_seconds is not None
        return Share.of(self.client.left, to_come=0 if has_share else to_come)

    def _looks(self, seen: Examination) -> SecondLook:
        grounds = Grounds(
            operation=seen.operation,
            target=self.target,
            survey=seen.survey,
            probes=seen.probe_of,
            walks=tuple(seen.seen.walks.values()),
        )
        return SecondLook(grounds, self.client.ask)

    def _laws(
        self, desk: Desk, seen: Examination, fuzzed: Fuzzed, idle: dict[str, Idle], looks: SecondLook
    ) -> Iterator[ReportedLaw]:
        operation = seen.operation
        pages = seen.seen.pages.values()
        made = (*seen.made, *self._opinions(seen, idle))
        walks = tuple(seen.seen.walks.values())
        evidence = list(all_evidence(seen.whole, counted(operation, seen.survey, pages, walks), made))
        for law in ALL_LAWS:
            if why := idle.get(law.id):
                yield (
                    desk.errored(law, why.reason)
                    if why.error
                    else desk.skipped(law, why.reason, applies=why.applies)
                )
                continue
            judged = judge(law, operation, (*evidence, *fuzzed.evidence(law)))
            if broken := seen.broken(law.id):
                yield desk.errored(law, broken)
            elif not judged.looked_at and not judged.error:
                yield desk.skipped(law, self._no_evidence(law, seen))
            else:
                yield desk.judged(judged, self._look_again(looks, operation, judged))

    def _opinions(self, seen: Examination, idle: dict[str, Idle]) -> tuple[Opinion, ...]:
        if _SECOND_OPINION in idle or not seen.survey.main.pages:
            return ()
        from conformance.judging.second_opinion import opinions

        try:
            return tuple(opinions(self.contract, seen.operation, seen.seen.exchanges.values()))
        except Exception as error:
            # Another reader that stumbles over the document tells nothing of the target, nor of this suite.
            idle[_SECOND_OPINION] = Idle(reason=f"openapi-core could not be asked: {described(error)}")
            return ()

    def _look_again(self, looks: SecondLook, operation: Operation, judged: Judged) -> Mapping[int, Look]:
        try:
            failing = self._weighing(operation, judged, Verdict.FAILED)
            return looks.look(judged, failing, self._weighing(operation, judged, Verdict.WARNED))
        except KeyboardInterrupt:
            self.examiner.stop("it was interrupted")
            return {}

    def _weighing(self, operation: Operation, judged: Judged, verdict: Verdict) -> tuple[int, ...]:
        """The findings that would have this verdict: those that would fail are worth a second look."""
        override = self.target.laws.get(judged.law.id)
        return tuple(
            index
            for index, blame in enumerate(judged.blames)
            if weigh(operation, judged.law.name, blame.finding, override).at_stake == verdict
        )

    def _no_evidence(self, law: Law[Any], seen: Examination) -> str:
        if self.examiner.stopped:
            return f"the run ended before it could be judged: {self.examiner.stopped}"
        if not seen.survey.main.pages:
            return "the plain list could not be read"
        if law.judges is Counted and not seen.survey.whole:
            return "the list could not be walked to its end"
        if any(law.id in one.probe.laws and one.lacks for one in seen.gathered):
            return "what would show it is not in the recording"
        if law.id == "standards/allow" and not self.target.allow_methods:
            return "nothing was refused but TRACE, which a proxy may refuse: --allow-method POST shows more"
        asked = any(law.id in one.probe.laws for one in seen.gathered)
        return "no answer gave it anything to judge" if asked else "nothing could be asked that would show it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Why a law is not judged: nothing that it looks at is stated, or, where it `applies`, something else."""

    reason: str
    applies: bool = True
    error: bool = False
    """Whether it is the law itself that broke."""


def idle_laws(operation: Operation, target: Target) -> Iterator[tuple[str, Idle]]:
    """The laws that are not judged: switched off, not stated, or with no way to ask."""
    lacks = dict(lacking(operation, target))
    for law in ALL_LAWS:
        override = target.laws.get(law.id)
        if override is not None and override.severity == "off":
            yield law.id, Idle(reason=f"switched off: {override.reason}")
            continue
        try:
            unstated = law.needs(operation)
        except Exception as error:
            yield law.id, Idle(reason=f"whether it applies: {described(error)}", error=True)
            continue
        if unstated:
            yield law.id, Idle(reason=unstated, applies=False)
        elif law.id in lacks:
            yield law.id, Idle(reason=lacks[law.id])


def _shared_out(made: Sequence[_Made]) -> str:
    """That shares of the run were too small for some of its operations, if they were."""
    cut = sum(bool(cut) for *_, cut in made)
    if len(made) == 1:
        return made[0][2]
    lists = "one list was" if cut == 1 else f"{cut} lists were"
    return f"what it may take was shared out among {len(made)} lists, and {lists} not done" if cut else ""


def _notes(seen: Examination, looks: SecondLook) -> Iterator[str]:
    """What a reader should know before the verdicts."""
    if looks.changed is not None:
        changed = looks.changed.told()
        yield f"the list changed while it was looked at: {changed}; what this may explain is observed"
    main = seen.survey.main
    if main.pages:
        if main.ended == "budget":
            yield f"the list is longer than the {len(main.pages)} pages that were walked"
        elif main.ended != "end":
            yield f"the walk of the plain list ended after {len(main.pages)} pages: {main.ended}"
        return
    if seen.lost:
        yield "the plain list is not in the recording"
        return
    first = next(iter(seen.seen.exchanges.values()), None)
    if first is None:
        return
    if first.trouble:
        yield f"the plain list could not be read: {first.trouble}"
    elif first.status in (401, 403):
        yield f"the plain list was refused with {first.status}: {_credentials_due(seen.operation, first)}"
    elif 300 <= first.status < 400:
        where = first.header("location") or "nowhere"
        yield f"the plain list could not be read: {first.status}, a redirect to {where}, is not followed"
    else:
        media = first.header("content-type") or "no content type"
        came = f"{first.status}, {media}, {len(first.body)} bytes"
        yield f"the plain list could not be read: {came}: {_unread(seen.operation, first)}"


def _credentials_due(operation: Operation, first: Exchange) -> str:
    """What to do about a refusal of the main caller."""
    if not lacks_credentials(operation, first.request):
        return "look at the credentials of the caller `main`"
    places = [f"{scheme.parameter} ({scheme.location})" for scheme in operation.security[0]]
    return (
        f"no credentials were sent; the document asks for {' and '.join(places)}: give them with --header,"
        " or to [callers.main] in listproof.toml"
    )


def _unread(operation: Operation, first: Exchange) -> str:
    """Why there is no list in an answer."""
    if first.status >= 400:
        return "look at the address and the parameters"
    return first.json_fault or f"nothing that is a list stands at {operation.listing.items.text or 'the top'}"
