"""The pages as HTML: Jinja2 writes them, and escapes every string that comes in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from listproof import __version__
from listproof.pages.words import Page

_BOX_WIDTH: Final = 148
_BOX_GAP: Final = 12
STATIC: Final = ("site.css", "site.js")


def html_files(pages: Sequence[Page]) -> Mapping[str, str]:
    """Every file of the site by its name: the pages, the style, the script and what the search looks in."""
    template = _environment().get_template("page.html.j2")
    found = {
        f"{page.name}.html": template.render(page=page, pages=pages, version=__version__) for page in pages
    }
    static = files("listproof.pages").joinpath("static")
    found |= {name: static.joinpath(name).read_text(encoding="utf-8") for name in STATIC}
    found["search-index.js"] = _index(pages)
    return found


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("listproof.pages", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_seen,
    )
    environment.globals.update(box_width=_BOX_WIDTH, box_gap=_BOX_GAP, is_code=_is_code)
    return environment


def _is_code(cell: object) -> bool:
    """Whether a cell of a table is code and not a sentence."""
    return not isinstance(cell, tuple)


def _seen(value: object) -> object:
    """Text with what steers a screen made visible: marks of direction and controls, line breaks aside."""
    if type(value) is not str or value.isprintable():
        return value
    return "".join(_visible(character) for character in value)


def _visible(character: str) -> str:
    steers = (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and character not in "\n\t\u200d"
    )
    return repr(character)[1:-1] if steers else character


def _index(pages: Sequence[Page]) -> str:
    """What the search looks in, as a script: a file that is opened from a disk may not fetch JSON."""
    entries = [
        [page.title, text[:300], shown[:120], f"{page.name}.html" + (f"#{anchor}" if anchor else "")]
        for page in pages
        for text, shown, anchor in page.found_by
    ]
    return f"window.listproofIndex = {json.dumps(entries)};\n"
