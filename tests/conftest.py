"""What every test may count on."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start, even where the tests themselves run in the background.

    A shell without job control starts what stands before `&` with SIGINT ignored, and what is ignored is
    inherited: a program that a test interrupts would go on.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
