"""Every honest backend that differs from the plain one, subject by subject."""

from __future__ import annotations

from tests.liars import (
    variants,
    variants_live,
    variants_of_manners,
    variants_of_rows,
    variants_of_writing,
)
from tests.liars.variants import Variant

VARIANTS: tuple[Variant, ...] = (
    *variants.VARIANTS,
    *variants_of_rows.VARIANTS,
    *variants_of_writing.VARIANTS,
    *variants_of_manners.VARIANTS,
)

LIVE: tuple[Variant, ...] = (*variants.LIVE, *variants_live.LIVE)
"""Lists that change while they are looked at."""
