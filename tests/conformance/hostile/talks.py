"""Ways of answering that no client should meet, and some does every day."""

from __future__ import annotations

import gzip
import json
import zlib

from conformance.asking.client import Answer
from tests.conformance.hostile.servers import Line, head, whole


def _body(answer: Answer, **changes: object) -> bytes:
    """The honest body with other members; nothing where there is none, as for HEAD."""
    return json.dumps({**json.loads(answer.body), **changes}).encode() if answer.body else b""


def _said(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return head(status, *headers, length=len(body)) + body


# --- the connection --------------------------------------------------------------------------------------


def closes_at_once(line: Line, answer: Answer) -> None:
    """Nothing is said."""


def closes_in_the_headers(line: Line, answer: Answer) -> None:
    line.say(whole(answer)[:30])


def closes_in_the_body(line: Line, answer: Answer) -> None:
    line.say(whole(answer)[:-5])


def is_silent(line: Line, answer: Answer) -> None:
    line.over.wait(20)


def is_silent_in_the_body(line: Line, answer: Answer) -> None:
    line.say(whole(answer)[:-5])
    line.over.wait(20)


def trickles_the_headers(line: Line, answer: Answer) -> None:
    line.trickle(head("200 OK", "X-Long: a"))


def trickles_the_body(line: Line, answer: Answer) -> None:
    line.say(head(length=1_000_000))
    line.trickle(b" ")


# --- lengths ---------------------------------------------------------------------------------------------


def tells_too_great_a_length(line: Line, answer: Answer) -> None:
    line.say(head(length=len(answer.body) + 100) + answer.body)


def tells_too_small_a_length(line: Line, answer: Answer) -> None:
    line.say(head(length=len(answer.body) - 7) + answer.body)


def tells_a_negative_length(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Content-Length: -5") + answer.body)


def tells_two_lengths(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Content-Length: 3", length=len(answer.body)) + answer.body)


def garbles_the_chunks(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Transfer-Encoding: chunked") + b"zz\r\nhello\r\n0\r\n\r\n")


def has_a_chunk_too_long(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Transfer-Encoding: chunked") + b"f" * 30 + b"\r\n" + answer.body)


def has_an_unknown_transfer(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Transfer-Encoding: pigeon") + answer.body)


# --- too much --------------------------------------------------------------------------------------------


def sends_a_hundred_megabytes(line: Line, answer: Answer) -> None:
    line.say(head(length=100_000_000))
    line.flood(b" " * 65536, 100_000_000)


def sends_chunks_for_ever(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "Transfer-Encoding: chunked"))
    line.flood(b"10000\r\n" + b" " * 65536 + b"\r\n")


def sends_headers_for_ever(line: Line, answer: Answer) -> None:
    line.say(b"HTTP/1.1 200 OK\r\n")
    line.flood(b"X-Again: and again\r\n" * 100)


def sends_one_great_header(line: Line, answer: Answer) -> None:
    line.say(head("200 OK", "X-Great: " + "a" * 3_000_000, length=len(answer.body)) + answer.body)


def sends_early_hints_for_ever(line: Line, answer: Answer) -> None:
    line.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 100)


def sends_a_bomb(line: Line, answer: Answer) -> None:
    line.say(_said(gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip"))


def sends_a_link_full_of_brackets(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body, "Link: " + "<" * 90_000))


# --- what is no JSON, or too much of it --------------------------------------------------------------------


def nests_a_million_deep(line: Line, answer: Answer) -> None:
    line.say(_said(b"[" * 1_000_000))


def nests_and_closes(line: Line, answer: Answer) -> None:
    line.say(_said(b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


def has_a_key_twice(line: Line, answer: Answer) -> None:
    line.say(_said(b'{"total": 5, ' + answer.body[1:]))


def has_the_last_of_many_keys_twice(line: Line, answer: Answer) -> None:
    many = ", ".join(f'"k{at}": 1' for at in range(500))
    line.say(_said(f"{{{many}, ".encode() + b'"total": 5, ' + answer.body[1:]))


def is_not_utf8(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body.replace(b'"ada"', b'"\xff\xfe"')))


def has_a_huge_total(line: Line, answer: Answer) -> None:
    line.say(_said(_body(answer).replace(b'"total": 23', b'"total": 1' + b"0" * 5000)))


def has_a_great_total(line: Line, answer: Answer) -> None:
    line.say(_said(_body(answer, total=10**290)))


def has_no_number(line: Line, answer: Answer) -> None:
    line.say(_said(_body(answer, total=float("nan"))))


def has_an_infinite_number(line: Line, answer: Answer) -> None:
    line.say(_said(_body(answer).replace(b'"total": 23', b'"total": 1e999')))


def has_a_total_that_is_an_object(line: Line, answer: Answer) -> None:
    line.say(_said(_body(answer, total={"$gt": [None]}, has_next=[], page="\x00")))


def has_items_of_every_kind(line: Line, answer: Answer) -> None:
    odd: list[object] = [
        None,
        5,
        "text",
        [],
        {},
        {"id": None},
        {"id": {"a": [1]}},
        {"id": 1e300},
        {"id": "\ud800"},
        True,
    ]
    line.say(_said(_body(answer, items=odd)))


def has_nul_bytes(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body + b"\x00" * 1000))


def is_empty(line: Line, answer: Answer) -> None:
    line.say(_said(b""))


def is_a_page_for_people(line: Line, answer: Answer) -> None:
    line.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<h1>Hello</h1>")


def is_encoded_otherwise(line: Line, answer: Answer) -> None:
    line.say(_said(zlib.compress(answer.body), "Content-Encoding: br"))


def is_not_encoded_as_it_says(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body, "Content-Encoding: gzip"))


# --- statuses --------------------------------------------------------------------------------------------


def has_no_content_and_a_body(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body, status="204 No Content"))


def has_a_status_of_its_own(line: Line, answer: Answer) -> None:
    line.say(_said(answer.body, status="799 Odd"))


def has_no_status(line: Line, answer: Answer) -> None:
    line.say(b"HTTP/1.1 \r\n\r\n")


def speaks_no_http(line: Line, answer: Answer) -> None:
    line.say(b"220 mail.example ESMTP\r\n")


def switches_protocols(line: Line, answer: Answer) -> None:
    line.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")


def redirects_to_another_host(line: Line, answer: Answer) -> None:
    line.say(head("302 Found", "Location: http://elsewhere.invalid/steal", length=0))


BROKEN = (
    closes_at_once, closes_in_the_headers, closes_in_the_body, is_silent, is_silent_in_the_body,
    trickles_the_headers, trickles_the_body,
    tells_too_great_a_length, tells_too_small_a_length, tells_a_negative_length, tells_two_lengths,
    garbles_the_chunks, has_a_chunk_too_long, has_an_unknown_transfer,
    sends_a_hundred_megabytes, sends_chunks_for_ever, sends_headers_for_ever, sends_one_great_header,
    sends_early_hints_for_ever, sends_a_bomb,
    nests_a_million_deep, nests_and_closes, has_a_key_twice, has_the_last_of_many_keys_twice, is_not_utf8,
    has_a_huge_total, has_a_great_total, has_no_number, has_an_infinite_number,
    has_a_total_that_is_an_object, has_items_of_every_kind, has_nul_bytes, is_empty, is_a_page_for_people,
    is_encoded_otherwise, is_not_encoded_as_it_says,
    has_no_content_and_a_body, has_a_status_of_its_own, has_no_status, speaks_no_http, switches_protocols,
    redirects_to_another_host,
)  # fmt: skip


# --- odd, and right --------------------------------------------------------------------------------------


def speaks_the_first_http(line: Line, answer: Answer) -> None:
    """HTTP/1.0: the body ends with the connection."""
    line.say(whole(answer).replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Content-Length", b"X-Length"))


def gives_an_early_hint(line: Line, answer: Answer) -> None:
    line.say(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + whole(answer))


def ends_with_the_connection(line: Line, answer: Answer) -> None:
    line.say(whole(answer).replace(b"Content-Length", b"X-Length"))


def comes_in_small_chunks(line: Line, answer: Answer) -> None:
    chunks = b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in answer.body) + b"0\r\nX-Trailer: yes\r\n\r\n"
    if line.request.method == "HEAD":
        line.say(whole(answer))
        return
    line.say(whole(answer).partition(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)


def folds_its_lines_oddly(line: Line, answer: Answer) -> None:
    """Line feeds alone, a header in capitals, and one with no value."""
    top, _, body = whole(answer).partition(b"\r\n\r\n")
    line.say(top.replace(b"\r\n", b"\n") + b"\nX-EMPTY:\n\n" + body)


HONEST = (
    speaks_the_first_http,
    gives_an_early_hint,
    ends_with_the_connection,
    comes_in_small_chunks,
    folds_its_lines_oddly,
)
