"""What users ask: the same in every worker, of every kind, and nothing that would harm."""

from __future__ import annotations

import random
from collections import Counter

from conformance.asking.desk import Asker, Memo
from conformance.loading.tasks import UNASKED, WEIGHTS
from conformance.target import OTHER
from tests.conformance.loading.driven import Driven


def test_equal_surveys_and_seeds_make_equal_tasks() -> None:
    one, other = Driven().tasks, Driven().tasks
    asks = [[task.probe.asks for task in tasks] for tasks in one.by_kind]
    assert asks == [[task.probe.asks for task in tasks] for tasks in other.by_kind]


def test_users_ask_tasks_of_every_kind_and_the_first_pages_most() -> None:
    tasks, chance = Driven().tasks, random.Random(0)
    picked = [tasks.pick(chance) for _ in range(600)]
    assert {task.kind for task in picked} == WEIGHTS.keys()
    pages = Counter(task.probe.asks for task in picked if task.kind == "page")
    assert pages["by chance: the plain list"] > 20


def test_every_probe_is_picked_before_one_comes_again() -> None:
    tasks, chance = Driven().tasks, random.Random(0)
    probes = next(kind for kind in tasks.by_kind if kind[0].kind == "probe")
    picked: list[str] = []
    while len(picked) < len(probes):
        task = tasks.pick(chance)
        if task.kind == "probe":
            picked.append(task.probe.asks)
    assert sorted(picked) == sorted(task.probe.asks for task in probes)


def test_both_tenants_ask_for_the_same_address() -> None:
    driven = Driven()
    pages = next(kind for kind in driven.tasks.by_kind if kind[0].kind == "page")
    asker = Asker(driven.operation, driven.target, Memo(driven.line.ask))
    for task in pages[:4]:
        list(task.probe.gather(asker))
    targets: dict[str, set[str]] = {}
    for exchange in asker.seen.exchanges.values():
        targets.setdefault(exchange.request.target, set()).add(exchange.question.caller)
    assert any({"main", OTHER} <= callers for callers in targets.values())


def test_no_wrong_credentials_no_method_but_get_and_head_and_no_provoked_failure_is_sent() -> None:
    driven = Driven()
    driven.load(80)
    assert {request.method for request in driven.backend.asked} <= {"GET", "HEAD"}
    sent = {value for request in driven.backend.asked for name, value in request.headers if name == "X-Key"}
    assert sent == {"key-of-ada", "key-of-bob"}
    assert not any(name == "X-Fail" for request in driven.backend.asked for name, _ in request.headers)
    asked = {law for kind in driven.tasks.by_kind for task in kind for law in task.probe.laws}
    assert not asked & UNASKED
