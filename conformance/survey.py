"""What is known of the list before the probes are made: its rows, walked once at the greatest size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from conformance.evidence import Walk
from listproof.contract import Json

CALLER: Final = "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The plain list (no filters, default order) of each caller and scope value that could be walked.

    `main` is the walk of the caller whose lists are examined. `others` are walks by name: `other` for
    the other tenant, `<key>=<value>` for the main caller's further scope values, `caller <name>` for a
    further caller, who may well be of the main one's tenant.
    """

    main: Walk
    others: Mapping[str, Walk] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rows(self) -> tuple[Json, ...]:
        """The main caller's rows; all of them where `whole`."""
        return self.main.items

    @property
    def budget(self) -> int | None:
        """As many pages as another walk through the main list may have: those of a list that is too long to
        walk were enough; None where the list needs no bound."""
        return len(self.main.pages) if self.main.ended == "budget" else None

    @property
    def whole(self) -> bool:
        """Whether the rows are the whole list, so that counts can be foretold."""
        return self.main.whole
