"""The report: what a run found, as a value that holds no credentials. Writers of every format read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.judging.guesses import Inferred
from conformance.judging.judge import Onset
from conformance.judging.verdicts import Verdict
from listproof.contract import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request that shows a finding, and what came back."""

    line: str
    """`GET /jobs?page=2`."""
    curl: str
    caller: str
    """Whose credentials were sent: `main`, `other` ..."""
    status: int
    """0 where no whole answer came."""
    answer: str
    """The beginning of the body, or the trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The baseline entry of a finding."""

    reason: str
    expires: str
    """Its last day, `2027-01-31`, or the empty text."""
    ticket: str
    expired: bool
    """Whether that day is over, so that the finding counts again."""
    verdict: Verdict
    """What the finding is where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A baseline entry that no longer fails."""

    operation: str
    law: str
    where: str
    about: str
    reason: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """A finding with its weight."""

    where: str
    expected: Json
    actual: Json
    because: str
    about: str
    fact: bool
    verdict: Verdict
    kind: str
    clauses: tuple[str, ...]
    request: Shown | None
    further: tuple[str, ...] = ()
    """Request lines of some other answers that show the same."""
    times: int = 1
    """How often the same was found."""
    again: str = ""
    """What the second look said: `seen again`, `not seen again`, `not looked at again`, `the list
    changed`; empty for a fact."""
    leans: tuple[Inferred, ...] = ()
    """The inferred values that it leans on: if one of them is wrong, the guess is at fault."""
    known: Known | None = None
    """What the baseline says of it; its verdict is `known` unless the entry has expired."""
    onset: Onset | None = None
    """When it first came; None where it was not made under load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedLaw:
    """What became of a law for one operation."""

    law: str
    states: str
    verdict: Verdict
    kind: str
    """The kind of the clause that decided; of its clauses in general where nothing was found."""
    clauses: tuple[str, ...]
    reason: str | None
    """Why it was skipped or errored, or why its severity is not the usual one."""
    applies: bool = True
    """Whether the contract states what the law looks at."""
    looked_at: int = 0
    """How many pieces of evidence it judged."""
    findings: tuple[ReportedFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClause:
    """What became of a clause: the highest verdict of the laws that it cites."""

    id: str
    kind: str
    text: str
    quote: str
    laws: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How one operation answered under load."""

    requests: int
    """Those that were answered, or should have been."""
    failures: int
    """Those of them that got a failure of the server, no whole answer, or one that breaks a law."""
    lost: int
    """Those that got no whole answer."""
    per_second: float
    p50: float
    """The time within which half of them were answered, in milliseconds; so are the next two."""
    p95: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the target was asked to bear."""

    users: int
    """The most that asked at one time."""
    seconds: float
    workers: int
    """The processes that they were spread over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedOperation:
    """What a run found of one operation."""

    operation: str
    summary: str
    path: str
    line: int
    """Where the list is stated: the line of its `x-listing`, or 0."""
    file: str = ""
    """The file of that line where it is not the document itself: an overlay, or a file beside it."""
    rows: int | None
    """The rows of the plain list; None where it could not be walked to its end."""
    requests: int
    """Those of the plan and of the second looks."""
    chance_requests: int | None
    """Those of the chance phase, shrinking included; None where there was none."""
    fuzz_requests: int | None
    """Those of the fuzz phase; None where there was none."""
    seconds: float
    complete: bool
    notes: tuple[str, ...]
    laws: tuple[ReportedLaw, ...]
    clauses: tuple[ReportedClause, ...]
    figures: Figures | None = None
    """None where it was not under load."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many laws have each verdict, by its word."""
        return Counter(law.verdict.word for law in self.laws)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run found. `complete` is False where it ended before every law had its evidence."""

    listproof: str
    contract: str
    """The document's file name."""
    title: str
    target: str
    seed: int
    started: str
    """When the run began, in UTC (RFC 3339)."""
    complete: bool
    stopped: str
    """Why it ended early, or the empty text."""
    operations: tuple[ReportedOperation, ...] = field(default=())
    notes: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    """The operations that were to be judged, in the document's order; a shard judges some of them."""
    digest: str = ""
    """SHA-256 of the document as it was read, overlays included, in base 16; empty where nobody took it."""
    seconds: float = 0.0
    """How long the run took by the clock; 0 where nobody took the time."""
    shard: str | None = None
    """Which shard of the run this is, `2/4`; None where it is the whole."""
    stale: tuple[Stale, ...] = ()
    """The baseline's entries that no longer fail."""
    load: Load | None = None
    """None where there was none."""

    @property
    def worst(self) -> Verdict:
        """The highest verdict of any law."""
        return max(
            (law.verdict for operation in self.operations for law in operation.laws), default=Verdict.SKIPPED
        )
