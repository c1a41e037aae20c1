"""The Overlay: it writes the contract into the description of its document and changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from listproof.bundled import bundled_specs
from listproof.pages.overlay import overlay_files
from listproof.pages.study import Study
from listproof.reader import read_contract


def test_it_writes_the_list_contract_into_each_description(
    bundled: Mapping[str, Study], tmp_path: Path
) -> None:
    files = overlay_files(tuple(bundled.values()))
    assert len(files) == 5
    for spec in bundled_specs():
        overlay = tmp_path / f"{spec.stem}.overlay.yaml"
        overlay.write_text(files[overlay.name], encoding="utf-8")
        (before,) = read_contract(spec).operations
        (after,) = read_contract(spec, overlays=(overlay,)).operations
        assert after.description.startswith(before.description.strip())
        assert "### Paging" in after.description
        assert after.listing == before.listing
        assert "](" not in after.description


def test_it_finds_an_operation_whose_path_has_quotes(hostile: Study, tmp_path: Path) -> None:
    (text,) = overlay_files((hostile,)).values()
    overlay = tmp_path / "hostile.overlay.yaml"
    overlay.write_text(text, encoding="utf-8")
    (after,) = read_contract(hostile.contract.source, overlays=(overlay,)).operations
    assert "### Paging" in after.description
