"""How loud a finding is: the clause that it goes against decides, and where none does, the law itself.

What leans on an inferred value warns at most, unless a clause says what it leans on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from conformance.judging.guesses import Inferred, leaning
from conformance.law import Finding
from conformance.target import Override
from listproof.contract import Citation, Clause, Operation
from listproof.lawbook import LawName


class Verdict(IntEnum):
    """What became of a law; of several findings, the highest counts."""

    SKIPPED = 0
    """The contract or the target lacks what the law looks at."""
    PASSED = 1
    OBSERVED = 2
    """The document is silent: a fact, not a fault."""
    KNOWN = 3
    """It would be louder, and the baseline knows it."""
    WARNED = 4
    """Only an example, a standard that the document does not repeat, or what was inferred is contradicted."""
    UNSTABLE = 5
    """Seen once, and not when looked at again."""
    FAILED = 6
    """The document is contradicted, in every reading that it allows."""
    ERRORED = 7
    """This suite broke, and says nothing of the target."""

    @property
    def word(self) -> str:
        """As reports write it: `passed`."""
        return self.name.lower()


VERDICT_OF_KIND: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "says": Verdict.FAILED,
        "clash": Verdict.FAILED,
        "shows": Verdict.WARNED,
        "silent": Verdict.OBSERVED,
        "never-safe": Verdict.FAILED,
        "standard": Verdict.WARNED,
    }
)
_SEVERITIES: Final[Mapping[str, Verdict]] = MappingProxyType(
    {"failed": Verdict.FAILED, "warned": Verdict.WARNED, "observed": Verdict.OBSERVED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How loud, by which kind of clause, and by which clauses."""

    verdict: Verdict
    kind: str
    clauses: tuple[str, ...] = ()
    leans: tuple[Inferred, ...] = ()
    """The inferred values that it leans on; none where a clause says so, or a user chose how loud it is."""
    settled: Verdict | None = None
    """What it would be if those were settled; None where it leans on none."""

    @property
    def at_stake(self) -> Verdict:
        """By which it is looked at again: a guess that may be wrong is no leave to be unsure of the rest."""
        return self.verdict if self.settled is None else self.settled


def weigh(operation: Operation, law: LawName, finding: Finding, override: Override | None = None) -> Weight:
    """The weight of a finding: of the clauses that cite its law most specifically, the loudest counts.

    What is never safe fails however the clauses are; a fact is observed; what leans on an inferred value
    warns at most; a user's override goes last.
    """
    kind, clauses = _cited(operation.clauses, law, finding)
    if law.uncited == "never-safe":
        kind = "never-safe"
    verdict = Verdict.OBSERVED if finding.fact else VERDICT_OF_KIND[kind]
    if override is not None and override.severity in _SEVERITIES and not finding.fact:
        verdict = _SEVERITIES[override.severity]
        return Weight(verdict=verdict, kind=kind, clauses=clauses)
    leans = () if clauses else leaning(operation, law, finding)
    if not leans:
        return Weight(verdict=verdict, kind=kind, clauses=clauses)
    return Weight(verdict=min(verdict, Verdict.WARNED), kind=kind, leans=leans, settled=verdict)


def _cited(clauses: Iterable[Clause], law: LawName, finding: Finding) -> tuple[str, tuple[str, ...]]:
    """The kind and the clauses that decide; the law's own where no clause cites it so.

    A fact belongs to the clause that is silent of it, beside whichever others cite the law.
    """
    status = str(finding.exchanges[0].status) if finding.exchanges else ""
    found: dict[int, list[Clause]] = {}
    for clause in clauses:
        fits = [specificity(citation, law.id, finding.about, status) for citation in clause.laws]
        best = max((fit for fit in fits if fit is not None), default=None)
        if best is not None:
            found.setdefault(best, []).append(clause)
    if not found:
        return ("silent" if finding.fact else law.uncited), ()
    silent = [clause for fit in sorted(found) for clause in found[fit] if clause.kind == "silent"]
    deciding = silent if finding.fact and silent else found[max(found)]
    loudest = max(deciding, key=_loudness)
    return loudest.kind, tuple(clause.id for clause in deciding if _loudness(clause) == _loudness(loudest))


def _loudness(clause: Clause) -> Verdict:
    return VERDICT_OF_KIND[clause.kind]


def specificity(citation: Citation, law: str, about: str, status: str = "") -> int | None:
    """How closely a citation names what a finding is about; None where it names something else.

    0 for the law alone, 1 for the status of the answer; a place covers what is inside it, and the deeper
    it is, and the fewer of its parts are `*`, the closer.
    """
    if citation.law != law:
        return None
    if not citation.about:
        return 0
    if citation.about == status:
        return 1
    cited, meant = citation.about.split("/"), about.split("/")
    is_place = citation.about.startswith("/")
    if len(cited) > len(meant) or (len(cited) < len(meant) and not is_place):
        return None
    if not all(left == right or "*" in (left, right) for left, right in zip(cited, meant, strict=False)):
        return None
    return 1 + 2 * len(cited) - cited.count("*")


def citing(operation: Operation, law: str) -> tuple[Clause, ...]:
    """The clauses that cite a law, whatever it is about, in the document's order."""
    return tuple(clause for clause in operation.clauses if any(c.law == law for c in clause.laws))
