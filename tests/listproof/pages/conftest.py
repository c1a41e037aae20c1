"""Lists of every way to page, studied, and a mock on a port that serves them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from listproof.bundled import bundled_specs
from listproof.cli.mock import served_worlds
from listproof.cli.mock_inside import asked
from listproof.pages.site import studies
from listproof.pages.study import Study

WAYS = Path(__file__).with_name("ways.yaml")

_READY = "Listproof mock ready on "


@contextmanager
def _studied(*paths: Path) -> Iterator[Mapping[str, Study]]:
    with asked(served_worlds(paths, (), None)) as operations:
        yield {each.operation.id: each for each in studies(operations)}


@pytest.fixture(scope="session")
def bundled() -> Iterator[Mapping[str, Study]]:
    """The five bundled endpoints, by operation id."""
    with _studied(*bundled_specs()) as found:
        yield found


@pytest.fixture(scope="session")
def ways() -> Iterator[Mapping[str, Study]]:
    """A small list for each way to page and to know the end, by operation id."""
    with _studied(WAYS) as found:
        yield found


@pytest.fixture(scope="session")
def mock_url() -> Iterator[str]:
    """A mock on a port, which serves all of them."""
    paths = [str(path) for path in (*bundled_specs(), WAYS)]
    command = [sys.executable, "-m", "listproof", "mock", "--port", "0", *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(_READY), line
            yield line.removeprefix(_READY).strip()
        finally:
            process.kill()


@pytest.fixture(scope="session")
def hostile() -> Iterator[Study]:
    """The list of a document that tries to be run in every text."""
    with _studied(Path(__file__).with_name("hostile.yaml")) as found:
        (study,) = found.values()
        yield study
