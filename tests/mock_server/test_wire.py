"""What was sent is decoded without ever failing; a reply is encoded so that it can't be forged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mock_server.exchange import Reply
from mock_server.wire import (
    has_body,
    header_text,
    path_value,
    preferences,
    query_pairs,
    requested_origin,
    routable_path,
    send_reply,
)


@pytest.mark.parametrize(
    ("sent", "pairs"),
    [
        (b"", ()),
        (b"limit=5", (("limit", "5"),)),
        (b"limit=1&limit=2", (("limit", "1"), ("limit", "2"))),
        (b"limit=", (("limit", ""),)),
        (b"limit", (("limit", ""),)),
        (b"&&a=1&", (("a", "1"),)),
        (b"a=b=c", (("a", "b=c"),)),
        (b"limit=+5", (("limit", " 5"),)),
        (b"limit=%2B5", (("limit", "+5"),)),
        (b"limit=%D9%A5", (("limit", "٥"),)),
        (b"filter%5Ba%5D=1", (("filter[a]", "1"),)),
        (b"a=%00", (("a", "\0"),)),
        (b"a=%", (("a", "%"),)),
        (b"a=%zz%4", (("a", "%zz%4"),)),
        (b"a=1;b=2", (("a", "1;b=2"),)),
        (b"=x", (("", "x"),)),
    ],
)
def test_a_query_is_decoded_pair_by_pair_in_the_order_sent(sent: bytes, pairs: tuple[object, ...]) -> None:
    assert query_pairs(sent) == pairs


@pytest.mark.parametrize("sent", [b"a=%ff", b"a=%ED%A0%80", b"a=\xff\xfe", b"a=%C3"])
def test_bytes_that_are_no_text_become_replacement_characters(sent: bytes) -> None:
    ((_, value),) = query_pairs(sent)
    assert set(value) == {"\ufffd"}
    value.encode()


def test_lines_of_one_header_are_joined() -> None:
    headers = [(b"x-workspace-id", b"a"), (b"host", b"h"), (b"x-workspace-id", b"b")]
    assert header_text(headers, b"x-workspace-id") == "a, b"
    assert header_text(headers, b"x-other") is None


def test_a_header_is_read_as_utf_8_and_else_as_latin_1() -> None:
    assert header_text([(b"x", "é".encode())], b"x") == "é"
    assert header_text([(b"x", b"\xe9")], b"x") == "é"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b"code=500"], {"code": "500"}),
        ([b'Code = "500"; why=x, respond-async'], {"code": "500", "respond-async": ""}),
        ([b"code=404", b"code=500"], {"code": "404"}),
        ([b",,=;;", b'"'], {'"': ""}),
        ([], {}),
    ],
)
def test_preferences_are_read_by_name_and_the_first_counts(
    lines: list[bytes], expected: dict[str, str]
) -> None:
    assert preferences([(b"prefer", line) for line in lines]) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], False),
        ([(b"content-length", b"0")], False),
        ([(b"content-length", b"12")], True),
        ([(b"transfer-encoding", b"chunked")], True),
        ([(b"content-type", b"application/json")], False),
    ],
)
def test_a_body_is_announced_by_its_length_or_by_chunks(
    headers: list[tuple[bytes, bytes]], expected: bool
) -> None:
    assert has_body(headers) is expected


def test_an_encoded_slash_stays_in_its_segment() -> None:
    path = routable_path({"path": "/a/b/c", "raw_path": b"/a%2Fb/c"})
    assert path.count("/") == 2
    assert path_value(path.split("/")[1]) == "a/b"


def test_a_line_break_stays_in_its_segment_and_ends_no_path() -> None:
    path = routable_path({"path": "/a\n/c\n", "raw_path": b"/a%0A/c%0A"})
    assert "\n" not in path
    assert path_value(path) == "/a\n/c\n"


def test_a_path_without_encoded_slashes_is_left_as_the_server_decoded_it() -> None:
    assert routable_path({"path": "/é", "raw_path": b"/%C3%A9"}) == "/é"
    assert routable_path({"path": "/a"}) == "/a"


def _sent(reply: Reply, *, head: bool = False) -> tuple[dict[bytes, bytes], bytes]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(send_reply(send, reply, head=head, common=((b"cache-control", b"no-store"),)))
    return dict(messages[0]["headers"]), messages[1]["body"]


def test_head_has_the_same_header_and_no_body() -> None:
    reply = Reply(status=200, body=b'{"a": 1}', headers=(("Link", "<x>"),))
    assert _sent(reply, head=True) == (_sent(reply)[0], b"")
    assert _sent(reply)[0][b"content-length"] == b"8"


def test_a_reply_without_content_names_neither_length_nor_type() -> None:
    headers, body = _sent(Reply(status=204, body=b""))
    assert b"content-length" not in headers
    assert b"content-type" not in headers
    assert body == b""


def test_a_line_break_in_a_header_value_starts_no_new_header() -> None:
    headers, _ = _sent(Reply(status=200, body=b"{}", headers=(("X-Next", "a\r\nSet-Cookie: b\0€"),)))
    assert headers[b"x-next"] == b"a  Set-Cookie: b ?"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (b"api.example:8443", "http://api.example:8443"),
        (b"[::1]:80", "http://[::1]:80"),
        (b'evil"><x', "http://localhost"),
        (b"", "http://localhost"),
    ],
)
def test_links_begin_with_the_host_that_was_asked_if_it_is_one(host: bytes, origin: str) -> None:
    assert requested_origin({"scheme": "http", "headers": [(b"host", host)]}) == origin
