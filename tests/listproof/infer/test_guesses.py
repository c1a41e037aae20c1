"""Questions are put in as few lines as they can be."""

from __future__ import annotations

from listproof.infer.guesses import Open, questions, quoted


def test_the_same_question_about_several_filters_is_put_once() -> None:
    opens = [
        Open(("page", "first"), "Does page count from 0 or from 1?"),
        Open(("filter", "q"), "q: its name doesn't tell what it does"),
        Open(("filter", "kind"), "kind: what does it select by?"),
        Open(("filter", "fields"), "fields: its name doesn't tell what it does"),
    ]
    assert list(questions(opens)) == [
        "page.first: Does page count from 0 or from 1?",
        "filter: q, fields: its name doesn't tell what it does",
        "filter: kind: what does it select by?",
    ]


def test_a_long_quotation_is_cut() -> None:
    assert quoted("a  b\nc") == '"a b c"'
    assert quoted("word " * 40).endswith('..."')
