"""The example with nginx: a death among the replicas is noticed by nobody, and the page tells it."""

from __future__ import annotations

import io
import sys
from collections import Counter
from pathlib import Path
from string import Template

import pytest

from examples.replicas import balancer
from examples.replicas.balancer import Balancer, nginx
from examples.replicas.showing import show
from examples.replicas.transcript import Transcript

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(nginx() is None, reason="there is no nginx here: apt-get install nginx-light")
def test_a_replica_that_dies_while_the_suite_judges_is_noticed_by_nobody(tmp_path: Path) -> None:
    told = io.StringIO()
    code = show(tmp_path, Transcript(told))
    assert code == 0, told.getvalue()
    assert "replica 2 is killed (SIGKILL)" in told.getvalue()
    assert "Answered 502 or 504: 0." in told.getvalue()


def test_without_nginx_it_says_where_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examples.replicas.showing.nginx", lambda: None)
    told = io.StringIO()
    assert show(tmp_path, Transcript(told)) == 2
    assert "apt-get install nginx-light" in told.getvalue()


def test_the_log_says_who_answered_in_the_end(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("200 a:1\n200 a:1, b:2\n405 -\n502 a:1, b:2, c:3\n404 b:2\n")
    answered = Balancer("x:0", log).answered()
    assert answered.requests == 5
    assert answered.by_replica == Counter({"b:2": 2, "a:1": 1, "-": 1, "c:3": 1})
    assert (answered.asked_again, answered.unanswered) == (2, 1)


def test_the_template_of_nginx_has_a_place_for_each_replica_and_no_other() -> None:
    template = Template((Path(balancer.__file__).with_name("nginx.conf")).read_text())
    assert set(template.get_identifiers()) == {"FOLDER", "LISTEN", "FIRST", "SECOND", "THIRD"}


def test_the_transcript_is_put_between_the_markers_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- transcript -->\nold\n<!-- end of transcript -->\nafter\n")
    transcript = Transcript(io.StringIO())
    transcript.say("new")
    transcript.write_into(page)
    written = page.read_text()
    assert written.startswith("before\n<!-- transcript -->\n\nOn ")
    assert written.endswith("\n```\nnew\n```\n\n<!-- end of transcript -->\nafter\n")
    assert "old" not in written


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("text")
    with pytest.raises(ValueError, match=r"page\.md lacks"):
        Transcript(sys.stdout).write_into(page)
    assert page.read_text() == "text"
