"""The formats of a report, by the name that `--report` gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from conformance.reports.github import github_text
from conformance.reports.html import html_text
from conformance.reports.json_file import json_text
from conformance.reports.junit import junit_text
from conformance.reports.markdown import markdown_text
from conformance.reports.report import Report
from conformance.reports.sarif import sarif_text
from conformance.reports.terminal import lines

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {
        "json": json_text,
        "junit": junit_text,
        "sarif": sarif_text,
        "html": html_text,
        "markdown": markdown_text,
        "github": github_text,
    }
)
"""What a machine or a browser reads."""
TEXT: Final = "text"
"""What the terminal shows: it alone can be verbose."""


def written(report: Report, kind: str, *, verbose: bool = False) -> bytes:
    """The report in a format, in UTF-8. A lone surrogate, which UTF-8 lacks, is written as `\\ud800`."""
    if kind == TEXT:
        text = "".join(f"{line.plain}\n" for line in lines(report, verbose=verbose))
    else:
        text = FORMATS[kind](report)
    return text.encode("utf-8", "backslashreplace")
