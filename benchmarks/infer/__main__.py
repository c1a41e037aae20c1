"""The command: try inference on the documents that people read, and write what comes of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from benchmarks.infer.judging import Score, score
from benchmarks.infer.telling import page
from benchmarks.infer.truth import OWN, Truth, WrongDocumentError, find_document, read_truths
from listproof.infer.plain import read_plain
from listproof.infer.proposals import propose

PAGE: Final = Path(__file__).parents[2] / "docs" / "inference.md"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})


def main(arguments: list[str] | None = None) -> int:
    """Score every document that is at hand.

    Returns 0 where no wrong guess is stated, 1 where one is, 2 for a document that is another.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.infer", description=__doc__)
    parser.add_argument(
        "--documents", type=Path, help="a folder with the documents, called as the truth files say"
    )
    parser.add_argument(
        "--write", type=Path, nargs="?", const=PAGE, help="the page to write (docs/inference.md)"
    )
    options = parser.parse_args(arguments)
    folders = [OWN, *([options.documents] if options.documents else [])]
    scores, missing = [], []
    for truth in read_truths():
        try:
            path = find_document(truth, folders)
        except WrongDocumentError as error:
            print(f"{truth.name}: {error}", file=sys.stderr)
            return 2
        if path is None:
            missing.append(truth)
            print(f"{truth.name}: not tried. Save {truth.source} ({truth.version}) as {truth.file}")
            continue
        scores.append(scored(truth, path))
        found, wrong = scores[-1].found, len(scores[-1].wrong)
        print(f"{truth.name}: {found} lists found, {wrong} wrong guesses in the sample")
    for judgement in (each for one in scores for each in one.wrong):
        print(f"wrong: {judgement.column}, {judgement.path}: {judgement.said}")
    if options.write:
        options.write.write_text(page(scores, missing, "make bench-infer DOCUMENTS=..."), encoding="utf-8")
    return 1 if any(each.wrong for each in scores) else 0


def scored(truth: Truth, path: Path) -> Score:
    """The score of one document."""
    document = read_plain(path)
    results = {operation.path: propose(operation) for operation in document.operations}
    return score(truth, _operations(document.document.value), results)


def _operations(value: object) -> int:
    paths = value.get("paths") if isinstance(value, dict) else None
    items = [each for each in paths.values() if isinstance(each, dict)] if isinstance(paths, dict) else []
    return sum(method in _METHODS for item in items for method in item)


if __name__ == "__main__":
    sys.exit(main())
