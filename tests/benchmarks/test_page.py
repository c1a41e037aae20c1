"""Each command writes its own section of the page, and no other."""

from __future__ import annotations

from pathlib import Path

from benchmarks.page import write_section


def test_a_section_is_put_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for name, text in (("one", "first"), ("two", "second"), ("one", "third")):
        write_section(page, name, text)
    text = page.read_text()
    assert "first" not in text
    assert text.index("third") < text.index("second")
    assert text.count("<!-- one -->") == text.count("<!-- end of one -->") == 1
    assert text.startswith("# Benchmarks\n")
    assert text.endswith("<!-- end of two -->\n")


def test_the_same_section_written_again_changes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write_section(page, "one", "text")
    before = page.read_text()
    write_section(page, "one", "text")
    assert page.read_text() == before
