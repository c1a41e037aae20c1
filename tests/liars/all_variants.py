"""Every honest backend that differs from the plain one, subject by subject."""

from __future__ import annotations

from tests.liars import variants, variants_of_manners, variants_of_rows, variants_of_writing
from tests.liars.variants import LIVE, Variant

__all__ = ["LIVE", "VARIANTS"]

VARIANTS: tuple[Variant, ...] = (
    *variants.VARIANTS,
    *variants_of_rows.VARIANTS,
    *variants_of_writing.VARIANTS,
    *variants_of_manners.VARIANTS,
)
