"""The pytest plugin: a test for each list operation and law, or fixtures for tests of a team's own.

pytest loads this module wherever Listproof is installed, so it imports nothing else of Listproof until a
flag, a marker or a fixture asks for it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conformance.pytest_plugin.fixtures import Listproof, OneLaw

_MARKER = (
    "listproof(spec, config=None, url=None, baseline=None): what the fixture listproof_law judges: its test "
    "is run once for each list operation and law of the spec"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("listproof", "Listproof: a test for each list operation and law")
    group.addoption("--listproof-spec", metavar="SPEC", help="A document with x-listing: a file, or a name.")
    group.addoption(
        "--listproof-config",
        metavar="FILE",
        help="What the suite needs to know of the target: listproof.toml.",
    )
    group.addoption("--listproof-url", metavar="URL", help="The target's base URL, over the config's.")
    group.addoption("--listproof-baseline", metavar="FILE", help="The failures that are known: they xfail.")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker; read spec and config where flags name them, so that a mistake ends the run at once."""
    config.addinivalue_line("markers", _MARKER)
    if any(_flags(config).values()):
        from conformance.pytest_plugin.collecting import prepare

        prepare(config, _flags(config))


def _flags(config: pytest.Config) -> dict[str, str | None]:
    return {name: config.getoption(f"listproof_{name}") for name in ("spec", "config", "url", "baseline")}


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let the session hold the spec, beside the files that pytest found by itself."""
    report = yield
    if isinstance(collector, pytest.Session) and collector.config.getoption("listproof_spec"):
        from conformance.pytest_plugin.collecting import contract_node

        report.result = [*(report.result or ()), contract_node(collector)]
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses `listproof_law` once for each list operation and law."""
    if "listproof_law" in metafunc.fixturenames:
        from conformance.pytest_plugin.fixtures import parametrize

        parametrize(metafunc)


@pytest.fixture(scope="session")
def listproof(pytestconfig: pytest.Config) -> Listproof:
    """Judges a target by a spec: `listproof.check("my-spec.yaml", url=live_server.url)`."""
    from conformance.pytest_plugin.fixtures import Listproof

    return Listproof(pytestconfig)


@pytest.fixture
def listproof_law(request: pytest.FixtureRequest, listproof: Listproof) -> OneLaw:
    """One law of one list operation, of the spec that the marker `listproof` names."""
    from conformance.pytest_plugin.fixtures import one_law

    return one_law(request, listproof)
