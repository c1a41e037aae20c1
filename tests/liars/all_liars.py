"""Every liar, family by family."""

from __future__ import annotations

from tests.liars.faults import (
    errors,
    filter,  # noqa: A004 - a family
    meta,
    page,
    parameters,
    reported_answers,
    reported_filters,
    reported_paging,
    reported_time,
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
    *reported_paging.LIARS,
    *reported_filters.LIARS,
    *reported_answers.LIARS,
    *reported_time.LIARS,
)
