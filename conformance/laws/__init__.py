"""The laws, in the order in which reports list them: a module for each family, a tuple in each module."""

from __future__ import annotations

from typing import Any, Final

from conformance.law import Law

ALL_LAWS: Final[tuple[Law[Any], ...]] = ()
"""Every law that `listproof.lawbook` names."""
