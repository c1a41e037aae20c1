"""Credentials, forbidden callers, provoked failures and methods."""

from __future__ import annotations

from dataclasses import replace

from conformance.evidence import Walk
from conformance.laws.errors import unauthenticated
from conformance.laws.examples import OPERATION
from conformance.probes import access
from conformance.probes.refusals import Wrong
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import RefusedCredentials, Target, TargetCaller
from listproof.contract import Operation, Scheme

SURVEY = Survey(main=Walk(question=Question(size=4), pages=(), ended="end"))
BEARER = Scheme(name="token", type="http", location="header", parameter="Authorization", prefix="Bearer ")
KEY = Scheme(name="key", type="apiKey", location="header", parameter="X-Key")
SECRET = Scheme(name="secret", type="apiKey", location="header", parameter="X-Secret")
LOCKED = replace(OPERATION, security=((BEARER,),))
MAIN = TargetCaller(headers={"authorization": "Bearer 0123456789"})


def wrongs_of(operation: Operation, target: Target) -> list[Wrong]:
    return [
        wrong
        for probe in access.probes(operation, SURVEY, target)
        for wrong in probe.gather.keywords.get("wrongs", ())  # type: ignore[attr-defined]
    ]


def test_an_open_endpoint_is_not_asked_for_refusals_of_credentials() -> None:
    laws = {wrong.law for wrong in wrongs_of(OPERATION, Target())}
    assert laws == {"errors/method"}


def test_who_may_also_send_no_credentials_is_not_held_to_send_some() -> None:
    optional = replace(OPERATION, security=((BEARER,), ()))
    laws = {wrong.law for wrong in wrongs_of(optional, Target(callers={"main": MAIN}))}
    assert laws == {"errors/method"}
    assert unauthenticated.needs(optional) == "the document admits requests without credentials"


def test_a_bearer_token_is_wrong_in_every_way_there_is() -> None:
    wrongs = wrongs_of(LOCKED, Target(callers={"main": MAIN}))
    sent = {
        dict(wrong.question.headers).get("Authorization", "not set") for wrong in wrongs if not wrong.about
    }
    assert {
        None,
        "Bearer",
        "0123456789",
        "Digest 0123456789",
        "Bearer 0123456",
        "Bearer 0123456789x",
    } <= sent


def test_of_two_keys_each_is_left_out_alone() -> None:
    both = replace(OPERATION, security=((KEY, SECRET),))
    ways = {wrong.way for wrong in wrongs_of(both, Target())}
    assert {"no credentials", "no X-Key", "no X-Secret", "a wrong X-Key", "a wrong X-Secret"} <= ways


def test_with_alternatives_only_the_absence_of_all_is_asked_for() -> None:
    either = replace(OPERATION, security=((KEY,), (BEARER,)))
    wrongs = [wrong for wrong in wrongs_of(either, Target()) if wrong.situation == "unauthenticated"]
    assert [wrong.way for wrong in wrongs] == ["no credentials"]
    assert set(wrongs[0].question.headers) == {("X-Key", None), ("Authorization", None)}


def test_refused_credentials_of_the_target_file_are_tried() -> None:
    refused = RefusedCredentials(name="expired", headers={"Authorization": "Bearer old"})
    ways = [wrong.way for wrong in wrongs_of(LOCKED, Target(callers={"main": MAIN}, refused=(refused,)))]
    assert "refused credentials: expired" in ways


def test_no_method_is_sent_that_could_change_something_unless_it_is_allowed() -> None:
    def methods(target: Target) -> set[str]:
        return {wrong.question.method for wrong in wrongs_of(LOCKED, target)}

    assert methods(Target()) == {"GET", "TRACE"}
    assert methods(Target(allow_methods=frozenset({"POST"}))) == {"GET", "TRACE", "POST"}


def test_a_method_that_the_document_defines_is_not_sent() -> None:
    target = Target(allow_methods=frozenset({"POST"}))
    operation = replace(LOCKED, methods=frozenset({"GET", "POST"}))
    assert not any(wrong.question.method == "POST" for wrong in wrongs_of(operation, target))


def test_a_provoked_failure_is_marked_as_one() -> None:
    target = Target(provoke={"failure": {"X-Fail": "yes"}})
    (wrong,) = [wrong for wrong in wrongs_of(OPERATION, target) if wrong.situation == "failure"]
    assert wrong.question.provoked
    assert wrong.question.headers == (("X-Fail", "yes"),)


def test_a_secret_without_letters_is_not_sent_as_one_in_the_other_case() -> None:
    assert access._other_case("xY-12") == "Xy-12"
    assert access._other_case("12_34") == ""
    assert access._other_case("deadbeef00112233") == ""
