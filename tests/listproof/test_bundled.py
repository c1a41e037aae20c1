"""The bundled documents are found in the checkout and in the wheel, and fixtures near their spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from listproof import bundled
from listproof.bundled import bundled_specs, fixtures_for, vocabulary_file

NAMES = [
    "agency-call-batches",
    "organization-batch-calls",
    "talkifai-batch-jobs",
    "techladder-call-batches",
    "trillet-batch-calls",
]


def test_the_five_specs_are_those_of_the_checkout() -> None:
    checkout = Path(__file__).parents[2]
    assert [path.stem for path in bundled_specs()] == NAMES
    assert all(path.parent == checkout / "specs" for path in bundled_specs())
    assert vocabulary_file() == checkout / "specs" / "listing.schema.yaml"


@pytest.mark.parametrize("spec", bundled_specs(), ids=lambda path: path.stem)
def test_every_bundled_spec_has_its_fixtures(spec: Path) -> None:
    fixtures = fixtures_for(spec)
    assert fixtures is not None
    assert fixtures == spec.parent.parent / "fixtures" / spec.name


def test_without_a_checkout_the_wheel_s_own_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "listproof"
    folder = package / "_bundled" / "specs"
    folder.mkdir(parents=True)
    for name in ("b.yaml", "a.json", "listing.schema.yaml", "README.md"):
        (folder / name).write_text("")
    (tmp_path / "site-packages" / "specs").mkdir()
    monkeypatch.setattr(bundled, "_PACKAGE", package)
    assert bundled_specs() == (folder / "a.json", folder / "b.yaml")
    assert vocabulary_file() == folder / "listing.schema.yaml"


@pytest.mark.parametrize(
    ("spec", "fixtures"),
    [
        ("jobs.yaml", "jobs.fixtures.yaml"),
        ("jobs.yaml", "jobs.fixtures.json"),
        ("jobs.yaml", "fixtures/jobs.yaml"),
        ("jobs.json", "fixtures/jobs.yaml"),
        ("specs/jobs.yaml", "fixtures/jobs.yaml"),
    ],
)
def test_fixtures_stand_near_their_spec(spec: str, fixtures: str, tmp_path: Path) -> None:
    for name in (spec, fixtures):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert fixtures_for(tmp_path / spec) == tmp_path / fixtures


def test_the_nearest_fixtures_win_and_none_are_none(tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    assert fixtures_for(tmp_path / "jobs.yaml") is None
    (tmp_path / "fixtures" / "jobs.yaml").write_text("")
    (tmp_path / "jobs.fixtures.yaml").write_text("")
    assert fixtures_for(tmp_path / "jobs.yaml") == tmp_path / "jobs.fixtures.yaml"
