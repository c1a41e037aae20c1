"""The example frontend in a real browser, against the mock from another origin."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.examples.browsing import (
    FRONTEND,
    ROOT,
    browser_found,
    build,
    chromium,
    missing_for_frontend,
    mock,
    served,
)

pytestmark = pytest.mark.slow


def _rows(spec: str, **hidden: str) -> list[dict[str, object]]:
    """The fixture rows of a list, those alone that stand in this scope."""
    text = (ROOT / "fixtures" / f"{spec}.ndjson").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    held = [
        row for row in rows if all(row.get("hidden", {}).get(key) == value for key, value in hidden.items())
    ]
    return [row.get("item", row) for row in held]


AGENCY = "0b8f5c1e-2d44-4f7a-8c3b-91e6a7d20f13"
BATCHES = [row for row in _rows("agency-call-batches") if row["agency_id"] == AGENCY]
CALLS = _rows("trillet-batch-calls", **{"path:batchId": "batch_7891011121314", "caller": "acct_main_0001"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if browser_found() is None:
        pytest.skip("there is no Chromium on this machine")
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    lacks = missing_for_frontend()
    if lacks:
        pytest.skip(lacks)
    folder = tmp_path_factory.mktemp("frontend")
    with mock() as api:
        build(folder, api)
        with served(folder / "site") as url:
            yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not faults


def _ids(page: Page, inside: str) -> list[str]:
    found: list[str] = (
        page.get_by_test_id(inside)
        .locator("[data-id]")
        .evaluate_all("rows => rows.map(row => row.dataset.id)")
    )
    return found


def test_the_types_of_all_five_contracts_compile_under_strict() -> None:
    lacks = missing_for_frontend()
    if lacks:
        pytest.skip(lacks)
    done = subprocess.run(
        ["npm", "run", "--silent", "check"], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((FRONTEND / "src" / "api" / "generated").glob("*.ts"))) == 5
    assert json.loads((FRONTEND / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]["strict"]


def test_the_callers_of_the_page_are_those_of_the_fixtures() -> None:
    callers = json.loads((FRONTEND / "src" / "api" / "callers.json").read_text(encoding="utf-8"))
    agency = yaml.safe_load((ROOT / "fixtures" / "agency-call-batches.yaml").read_text(encoding="utf-8"))
    known = {
        each["name"]: each["credentials"]["supabaseJwt"] for each in (*agency["callers"], *agency["refused"])
    }
    assert {name: caller["token"] for name, caller in callers.items()} == {
        name: known[name] for name in callers
    }


def test_the_table_pages_to_the_last_row_with_none_missing_or_double(site: str, page: Page) -> None:
    page.goto(f"{site}/?limit=50")
    seen: list[str] = []
    for offset in range(0, len(BATCHES), 50):
        last = min(offset + 50, len(BATCHES))
        expect(page.get_by_test_id("range")).to_have_text(f"{offset + 1} to {last} of {len(BATCHES)}")
        expect(page.get_by_test_id("batches")).to_have_attribute("aria-busy", "false")
        seen += _ids(page, "batches")
        if last < len(BATCHES):
            page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    assert sorted(seen) == sorted(str(row["id"]) for row in BATCHES)


def test_the_filter_shows_its_rows_alone_and_begins_at_the_first_page(site: str, page: Page) -> None:
    page.goto(f"{site}/?limit=10&offset=20")
    page.get_by_label("Status").select_option("failed")
    failed = [row for row in BATCHES if row["status"] == "failed"]
    expect(page.get_by_test_id("range")).to_have_text(f"1 to {min(10, len(failed))} of {len(failed)}")
    shown = page.get_by_test_id("batches").locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert set(shown) == {"failed"}


def test_a_size_above_the_maximum_pages_by_the_size_that_was_applied(site: str, page: Page) -> None:
    page.goto(f"{site}/?limit=500")
    expect(page.get_by_test_id("range")).to_have_text(f"1 to 100 of {len(BATCHES)}")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_test_id("range")).to_have_text(f"101 to 200 of {len(BATCHES)}")


def test_the_endless_list_reaches_its_last_row_with_none_missing_or_double(site: str, page: Page) -> None:
    page.goto(f"{site}/?view=calls&limit=20")
    reached = page.get_by_test_id("reached")
    for shown in range(20, len(CALLS), 20):
        expect(reached).to_have_text(f"{shown} of {len(CALLS)} calls …")
        reached.scroll_into_view_if_needed()
    expect(reached).to_have_text(f"All {len(CALLS)} calls.")
    assert sorted(_ids(page, "calls")) == sorted(str(row["jobId"]) for row in CALLS)


@pytest.mark.parametrize(
    ("view", "said"), [("batches", "No batches yet."), ("calls", "No calls in this batch.")]
)
def test_an_empty_list_says_that_it_is_empty(view: str, said: str, site: str, page: Page) -> None:
    page.goto(f"{site}/?view={view}&caller=empty")
    expect(page.get_by_test_id("empty")).to_have_text(said)


@pytest.mark.parametrize("view", ["batches", "calls"])
def test_a_refused_caller_is_told_to_sign_in_and_is_not_asked_again(view: str, site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("response", lambda response: asked.append(str(response.status)))
    page.goto(f"{site}/?view={view}&caller=expired")
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in.")
    assert asked.count("401") == 1
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_server_that_fails_can_be_asked_again(site: str, page: Page) -> None:
    page.goto(f"{site}/?prefer=code%3D500")
    expect(page.get_by_role("alert")).to_contain_text("The server failed.")
    expect(page.get_by_role("alert")).to_contain_text("Failed to fetch batches from the database")
    page.get_by_label("Ask the mock for").fill("")
    page.get_by_label("Ask the mock for").press("Enter")
    expect(page.get_by_test_id("batches")).to_be_visible()
