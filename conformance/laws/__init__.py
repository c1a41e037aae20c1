"""The laws, in the order in which reports list them: a module for each family, a tuple in each module."""

from __future__ import annotations

from typing import Any, Final

from conformance.law import Law
from conformance.laws import errors, rules, safety, scope, shape, standards, summary

ALL_LAWS: Final[tuple[Law[Any], ...]] = (
    *shape.LAWS,
    *scope.LAWS,
    *summary.LAWS,
    *rules.LAWS,
    *errors.LAWS,
    *safety.LAWS,
    *standards.LAWS,
)
"""Every law that `listproof.lawbook` names."""
