"""The command tries every document that is at hand, and names the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.infer.__main__ import main, scored
from benchmarks.infer.truth import OWN, WrongDocumentError, find_document, read_truths

KEPT = [each for each in read_truths() if (OWN / each.file).exists()]


def test_every_document_that_is_kept_here_has_its_licence_beside_it() -> None:
    assert KEPT
    names = {path.name for path in OWN.iterdir()}
    assert names == {each.file for each in KEPT} | {f"{each.name}.LICENSE" for each in KEPT}


@pytest.mark.parametrize("truth", KEPT, ids=lambda each: each.name)
def test_no_wrong_guess_is_stated_of_the_documents_that_are_kept_here(truth: object) -> None:
    kept = next(each for each in KEPT if each is truth)
    score = scored(kept, OWN / kept.file)
    assert not score.wrong
    assert score.counts[("list", "right")] == sum(bool(each.ways) for each in kept.sample)


def test_a_sample_names_no_get_twice_and_has_lists() -> None:
    for truth in read_truths():
        paths = [each.path for each in truth.sample]
        assert len(paths) == len(set(paths)), truth.name
        assert any(each.is_list for each in truth.sample), truth.name


def test_a_document_that_is_missing_is_named_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    assert main(["--write", str(page)]) == 0
    missing = [each for each in read_truths() if each not in KEPT]
    assert missing
    told, text = capsys.readouterr().out, page.read_text()
    for truth in missing:
        assert f"{truth.name}: not tried" in told
        assert f"| {truth.name} | not tried |" in text
    assert all(f"| {truth.name} | not tried |" not in text for truth in KEPT)


def test_another_document_of_the_same_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = next(each for each in read_truths() if each not in KEPT)
    shutil.copy(OWN / KEPT[0].file, tmp_path / other.file)
    with pytest.raises(WrongDocumentError, match=other.sha256):
        find_document(other, [tmp_path])
    assert main(["--documents", str(tmp_path)]) == 2
    assert other.name in capsys.readouterr().err
