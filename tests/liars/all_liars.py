"""Every liar, family by family."""

from __future__ import annotations

from tests.liars.faults import (
    errors,
    filter,  # noqa: A004 - a family
    meta,
    page,
    parameters,
    rules,
    safety,
    scope,
    shape,
    size,
    sort,
    time,
)
from tests.liars.liar import Liar

LIARS: tuple[Liar, ...] = (
    *page.LIARS,
    *size.LIARS,
    *meta.LIARS,
    *filter.LIARS,
    *sort.LIARS,
    *scope.LIARS,
    *parameters.LIARS,
    *errors.LIARS,
    *shape.LIARS,
    *rules.LIARS,
    *safety.LIARS,
    *time.LIARS,
)
