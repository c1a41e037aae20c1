"""The served path takes no more instructions than it did: valgrind counts them, and no clock is asked."""

from __future__ import annotations

import pytest

from benchmarks.instructions import can_count, counted

RATIO = 1.067
"""What `python -m benchmarks.instructions` says; renew it where the path is shorter, or must be longer."""
LOSS = 1.2


@pytest.mark.slow
@pytest.mark.skipif(not can_count(), reason="valgrind is not installed (apt-get install valgrind)")
def test_a_page_takes_at_most_a_fifth_more_instructions_than_it_did_and_more_would_be_seen() -> None:
    page, slowed, reference = counted("page", "slowed", "reference")
    assert page / reference < RATIO * LOSS, f"the served path is slower: {page / reference:.3f}, not {RATIO}"
    assert slowed / reference > RATIO * LOSS
