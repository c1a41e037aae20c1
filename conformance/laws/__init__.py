"""The laws, in the order in which reports list them: a module for each family, a tuple in each module."""

from __future__ import annotations

from typing import Any, Final

from conformance.law import Law
from conformance.laws import (
    echoes,
    errors,
    filters,
    inert,
    leads,
    links,
    meta,
    opinion,
    page,
    parameters,
    rules,
    safety,
    scope,
    shape,
    size,
    sorting,
    standards,
    summary,
    time,
    tokens,
)

ALL_LAWS: Final[tuple[Law[Any], ...]] = (
    *shape.LAWS,
    *opinion.LAWS,
    *parameters.LAWS,
    *page.LAWS,
    *size.LAWS,
    *echoes.LAWS,
    *meta.LAWS,
    *leads.LAWS,
    *tokens.LAWS,
    *links.LAWS,
    *filters.LAWS,
    *sorting.LAWS,
    *inert.LAWS,
    *scope.LAWS,
    *summary.LAWS,
    *rules.LAWS,
    *errors.LAWS,
    *safety.LAWS,
    *time.LAWS,
    *standards.LAWS,
)
"""Every law that `listproof.lawbook` names."""
