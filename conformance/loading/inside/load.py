"""A load as one process of it sees it: alone, as the master of workers, or as one of them.

The master takes the reference and hands it to its workers (`start`); their users ask, and the books that
they keep come with Locust's own reports. At the end (`finish`) users stop, the rest of the books comes
(`finished`), and the master looks at the lists again and reports.
"""

from __future__ import annotations

import datetime
import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import gevent
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner
from locust.stats import StatsEntry

from conformance.asking.client import BudgetSpent, TooManyRequests
from conformance.asking.desk import Asker, Memo
from conformance.evidence import Exchange, Request
from conformance.judging.drift import Changes, Moment, changes, lives, moment
from conformance.judging.judge import Onset, described
from conformance.judging.second_look import AGAIN
from conformance.laws import ALL_LAWS
from conformance.loading import reference, sightings
from conformance.loading.bench import Bench
from conformance.loading.line import Line
from conformance.loading.reference import Reference
from conformance.loading.reporting import Outcome, exit_code, reported
from conformance.loading.settings import Settings, read_ground
from conformance.loading.sightings import Book
from conformance.loading.tasks import WEIGHTS, Task, Tasks, tasks_of
from conformance.questions import Question
from conformance.reports import report as told
from conformance.reports.formats import written
from conformance.reports.redaction import Redactor
from conformance.reports.report import Report
from conformance.run import idle_laws
from listproof.contract import Operation
from listproof.errors import ListproofError, Unreachable

_LOG: Final = logging.getLogger("listproof")
_KEY: Final = "listproof"
_LAST_ANSWERS: Final = 15.0
"""Seconds that the master waits for what its workers saw last."""
_SETTING_UP: Final = 60.0
"""Seconds that the master waits for its workers to make their tasks."""
_UNDER_WAY: Final = 8.0
"""Seconds that a worker waits for what its users have asked already."""
_AFTER_429: Final = 5.0
"""Seconds that a user rests whom the target refuses with 429, however long it waited."""
_USAGE, _UNREACHABLE = 2, 3


class Load:
    """The load in this process; `name` tells the loads of one locustfile apart."""

    def __init__(self, environment: Any, settings: Settings, *, name: str) -> None:
        self.environment = environment
        self.settings = settings
        self.report: Report | None = None
        self._name = name
        self._chance = random.Random(f"{settings.seed} {os.getpid()}")
        self._line: Line | None = None
        self._over = True
        self._under_way = 0
        self._most = 0
        try:
            self.ground = read_ground(settings, os.environ)
        except ListproofError as error:
            self._refuse(str(error), _USAGE)
        self.operations = {one.id: one for one in self.ground.operations}
        self.redactor = Redactor(self.ground.target, self.ground.contract.operations)
        self._clear()
        self._listen()
        if settings.quiet:
            logging.getLogger("locust.stats_logger").disabled = True
        if settings.run_time is not None:  # else the process is a team's own, and so are its signals
            gevent.signal_handler(signal.SIGINT, self._on_interrupt)

    # --- the course of it ---

    def _listen(self) -> None:
        runner, events = self.environment.runner, self.environment.events
        events.test_start.add_listener(self._on_start)
        if isinstance(runner, WorkerRunner):
            runner.register_message(f"{_KEY}_start_{self._name}", self._on_told)
            runner.register_message(f"{_KEY}_finish_{self._name}", self._on_finish, concurrent=True)
            events.report_to_master.add_listener(self._on_report)
            events.quitting.add_listener(self._on_quitting)
            return
        events.test_stop.add_listener(self._on_stop)
        if isinstance(runner, MasterRunner):
            runner.register_message(f"{_KEY}_ready_{self._name}", self._on_ready)
            runner.register_message(f"{_KEY}_finished_{self._name}", self._on_finished)
            events.worker_report.add_listener(self._on_worker_report)
        if self.environment.web_ui is not None:
            self.environment.web_ui.app.add_url_rule(f"/{_KEY}", f"{_KEY}_{self._name}", self._page)

    def _clear(self) -> None:
        self.book = Book()
        self.references: dict[str, Reference] = {}
        self.benches: dict[str, tuple[Bench, Tasks]] = {}
        self.workers = 1
        self._most = 0
        self._told_all = False
        self._ready = set[str]()
        self._finished = set[str]()
        self._now = time.monotonic()
        self._started = datetime.datetime.now(datetime.UTC)

    def _on_start(self, **_: Any) -> None:
        runner = self.environment.runner
        if isinstance(runner, WorkerRunner):
            self._begin_counting()
            return
        self._clear()
        try:
            self._take_references()
        except (Unreachable, BudgetSpent) as error:
            self._give_up(str(error), _UNREACHABLE)
            return
        if isinstance(runner, MasterRunner):
            self.workers = max(1, runner.worker_count)
            wire = {name: one.wire() for name, one in self.references.items()}
            runner.send_message(f"{_KEY}_start_{self._name}", {"workers": self.workers, "lists": wire})
            # Users begin when every worker has made its tasks, so that all of them ask for the whole time.
            _wait(lambda: len(self._ready) >= self.workers, _SETTING_UP)
        else:
            self._set_up()
        self._begin_counting()
        gevent.spawn(self._watch)

    def _take_references(self) -> None:
        """Every list as it stands while it is quiet. Raises Unreachable where nobody answers."""
        line = self._new_line(requests=None)
        for operation in self.ground.operations:
            self.references[operation.id] = reference.taken(operation, self.ground.target, line.ask)
        line.close()

    def _on_told(self, msg: Any, **_: Any) -> None:
        """In a worker: what the master knows of the lists."""
        self._clear()
        self.workers = msg.data["workers"]
        for name, wire in msg.data["lists"].items():
            if name in self.operations:
                made = reference.rebuilt(self.operations[name], self.ground.target, wire)
                self.references[name] = made
        self._set_up()
        self.environment.runner.send_message(f"{_KEY}_ready_{self._name}", {})

    def _set_up(self) -> None:
        share = self.settings.max_requests
        self._line = self._new_line(requests=None if share is None else max(1, share // self.workers))
        for name, known in self.references.items():
            if not known.survey.main.pages:
                continue
            idle = dict(idle_laws(known.operation, self.ground.target))
            laws = [law for law in ALL_LAWS if law.id not in idle]
            bench = Bench(reference=known, target=self.ground.target, laws=laws)
            tasks = tasks_of(
                known.operation, known.survey, self.ground.target, seed=self.settings.seed, idle=idle.keys()
            )
            self.benches[name] = bench, tasks

    def _new_line(self, *, requests: int | None) -> Line:
        rate = self.settings.rate
        return Line(
            self.ground.target,
            place=self.redactor.text(self.ground.target.url),
            timeout=self.settings.timeout,
            rate=None if rate is None else rate / self.workers,
            requests=requests,
        )

    def _begin_counting(self) -> None:
        self._now = time.monotonic()
        self._over = not self.benches and not isinstance(self.environment.runner, MasterRunner)
        if self._over:
            _LOG.warning("no list could be read before the load: nothing is asked")

    def _watch(self) -> None:
        """End the load when its time is over, and remember how many users there were."""
        began, seconds = self._now, self.settings.run_time
        while self._now == began and not (
            self._over and not isinstance(self.environment.runner, MasterRunner)
        ):
            self._most = max(self._most, self.environment.runner.user_count)
            if seconds is not None and time.monotonic() - began >= seconds:
                break
            gevent.sleep(0.2)
        if self._now == began and (seconds is not None or self.book.stopped or self.book.spent):
            self._end()

    def _end(self) -> None:
        runner = self.environment.runner
        gevent.spawn(runner.quit if self.environment.web_ui is None else runner.stop)

    def _on_interrupt(self) -> None:
        """End the load as its time does, so that what was seen is reported; before it, end as Locust does."""
        if not self.references:
            raise KeyboardInterrupt
        runner, page = self.environment.runner, self.environment.web_ui
        if isinstance(runner, WorkerRunner):
            self._on_quitting()
        runner.quit()
        if page is not None:
            page.stop()

    # --- users ---

    def turn(self) -> None:
        """One user asks one task of one list, and what comes is judged."""
        if self._over or not self.benches or self._line is None:
            raise StopUser
        name = self._chance.choice(list(self.benches))
        bench, tasks = self.benches[name]
        picked = tasks.pick(self._chance)
        self._under_way += 1
        try:
            self._ask(bench, picked)
        except TooManyRequests:
            gevent.sleep(_AFTER_429)
        except BudgetSpent as error:
            if not self._over:  # else it is the reason for which this process has stopped already
                self.book.spent = str(error)
            self._over = True
            raise StopUser from None
        except Unreachable as error:
            self._stop(str(error))
            raise StopUser from None
        finally:
            self._under_way -= 1

    def _ask(self, bench: Bench, picked: Task) -> None:
        untold: set[Request] = set()
        asking = _Asking(self, bench.operation, picked.kind, untold)
        asker = Asker(bench.operation, self.ground.target, Memo(asking.ask))
        onset = Onset(seconds=round(time.monotonic() - self._now, 1), users=self._users)
        made: list[Any] = []
        try:
            made = list(picked.probe.gather(asker))
        except (BudgetSpent, Unreachable):
            raise
        except Exception as error:
            for law in picked.probe.laws:
                tally = self.book.tally(bench.operation.id, law)
                tally.error = tally.error or f"{picked.probe.asks}: {described(error)}"
        broken = bench.judge(
            self.book, asker.seen, made, untold=frozenset(untold), onset=onset, pause=partial(gevent.sleep, 0)
        )
        if broken:
            laws = sorted(broken)
            also = f" and {len(laws) - 3} more" if len(laws) > 3 else ""
            self.environment.stats.log_error("GET", asking.name, f"breaks {', '.join(laws[:3])}{also}")

    @property
    def _users(self) -> int:
        """About how many users there are in all workers."""
        return int(self.environment.runner.user_count) * self.workers

    def _stop(self, reason: str) -> None:
        self.book.stopped = self.book.stopped or reason
        self._over = True
        if self._line is not None:
            self._line.stop(reason)

    # --- workers and their master ---

    def _drained(self) -> str:
        book, self.book = self.book, Book()
        if self._line is not None:
            self._line.settle(book)
        return sightings.written(book, self.redactor)

    def _on_report(self, data: dict[str, Any], **_: Any) -> None:
        data[f"{_KEY}_{self._name}"] = self._drained()

    def _on_worker_report(self, data: dict[str, Any], **_: Any) -> None:
        self._join(data.get(f"{_KEY}_{self._name}"))

    def _on_quitting(self, **_: Any) -> None:
        """In a worker that is interrupted, as all of a terminal are: what it saw is told first."""
        if not self._told_all and self.references:
            self._on_finish()

    def _on_finish(self, **_: Any) -> None:
        """In a worker: the load is over, and the master waits for the rest."""
        self._told_all = self._over = True
        _wait(lambda: not self._under_way, _UNDER_WAY)
        runner = self.environment.runner
        runner._send_stats()
        runner.send_message(f"{_KEY}_finished_{self._name}", {"book": self._drained()})

    def _on_ready(self, msg: Any, **_: Any) -> None:
        self._ready.add(msg.node_id)

    def _on_finished(self, msg: Any, **_: Any) -> None:
        self._join(msg.data["book"])
        self._finished.add(msg.node_id)

    def _join(self, text: str | None) -> None:
        if text:
            self.book.join(sightings.read(text, self.operations, self.ground.target))
            if (self.book.stopped or self.book.spent) and not self._over:
                self._over = True
                self._end()

    def _await_workers(self) -> int:
        """Wait for what every worker saw last. How many of them are lost."""
        runner = self.environment.runner
        runner.send_message(f"{_KEY}_finish_{self._name}", {})
        present = {
            one.id for one in (*runner.clients.ready, *runner.clients.running, *runner.clients.spawning)
        }
        _wait(lambda: present <= self._finished, _LAST_ANSWERS)
        return max(0, self.workers - len(self._finished))

    # --- the end ---

    def _on_stop(self, **_: Any) -> None:
        if not self.references:
            return
        seconds = round(time.monotonic() - self._now, 1)
        self._over = True
        lost = 0
        if isinstance(self.environment.runner, MasterRunner):
            lost = self._await_workers()
        else:
            _wait(lambda: not self._under_way, _UNDER_WAY)
            if self._line is not None:
                self._line.settle(self.book)
        load = told.Load(users=self._most, seconds=seconds, workers=self.workers)
        outcome = Outcome(
            started=self._started.isoformat(timespec="seconds").replace("+00:00", "Z"),
            book=self.book,
            references=self.references,
            load=load,
            figures={name: figures for name in self.operations if (figures := self._figures(name, seconds))},
            changed=self._changed(),
            lost_workers=lost,
        )
        self.report = reported(self.ground, self.settings, outcome)
        self._write(self.report)

    def _changed(self) -> dict[str, Changes]:
        """How those lists changed during the load that do change; looked at twice, now that it is quiet."""
        changed = {}
        line = self._new_line(requests=None)
        for name, known in self.references.items():
            first = Moment(operation=known.operation, survey=known.survey)
            try:
                second = self._moment(line, known, 1)
                if known.survey.main.pages and changes(first, second).count:
                    third = self._moment(line, known, 2)
                    if lives(first, second, third):
                        changed[name] = changes(first, third)
            except (BudgetSpent, Unreachable) as error:
                self.book.stopped = self.book.stopped or f"after the load: {error}"
                break
        line.close()
        return changed

    def _moment(self, line: Line, known: Reference, number: int) -> Moment:
        asker = Asker(known.operation, self.ground.target, Memo(line.ask), again=number * AGAIN)
        return moment(known.operation, known.survey, asker)

    def _figures(self, operation: str, seconds: float) -> told.Figures | None:
        """What Locust counted of the operation, whatever was asked of it."""
        stats = self.environment.stats
        whole = StatsEntry(stats, operation, "GET", use_response_times_cache=False)
        for kind in WEIGHTS:
            entry = stats.entries.get((named(operation, kind), "GET"))
            if entry is not None and entry.num_requests:
                whole.extend(entry)
        if not whole.num_requests:
            return None
        return told.Figures(
            requests=whole.num_requests,
            failures=whole.num_failures,
            lost=self.book.lost.get(operation, 0),
            per_second=round(whole.num_requests / seconds, 1) if seconds else 0.0,
            p50=float(whole.get_response_time_percentile(0.5) or 0),
            p95=float(whole.get_response_time_percentile(0.95) or 0),
            p99=float(whole.get_response_time_percentile(0.99) or 0),
        )

    def _write(self, report: Report) -> None:
        wanted = [*self.settings.reports, *([f"json={self.settings.result}"] if self.settings.result else [])]
        for text in wanted:
            kind, _, path = text.partition("=")
            Path(path).write_bytes(written(report, kind))
        if self.environment.process_exit_code in (None, 0):
            self.environment.process_exit_code = exit_code(report)
        if not self.settings.result:
            sys.stdout.write(written(report, "text").decode("utf-8"))

    def _page(self) -> tuple[str, int]:
        """The report, in Locust's web page."""
        if self.report is None:
            return "The report stands here when a load is over.", 404
        return written(self.report, "html").decode("utf-8"), 200

    def _give_up(self, reason: str, code: int) -> None:
        """End without a report, and say why."""
        _LOG.error(self.redactor.text(reason))
        self.references = {}
        self._over = True
        self.environment.process_exit_code = code
        self._end()

    def _refuse(self, reason: str, code: int) -> None:
        sys.stderr.write(f"{reason}\n")
        sys.stderr.flush()
        os._exit(code)


class _Asking:
    """The asking of one task. Each answer is told to Locust, by a name with no value of a request in it."""

    def __init__(self, load: Load, operation: Operation, kind: str, untold: set[Request]) -> None:
        self.name = named(operation.id, kind)
        self._load = load
        self._operation = operation.id
        self._untold = untold

    def ask(self, question: Question, request: Request) -> Exchange:
        line = self._load._line
        assert line is not None
        exchange = line.ask(question, request)
        trouble = ""
        if not line.is_told(exchange):
            self._untold.add(request)
            trouble = "no whole answer" if exchange.trouble else f"{exchange.status}, however long was waited"
            if exchange.trouble:
                lost = self._load.book.lost
                lost[self._operation] = lost.get(self._operation, 0) + 1
        elif exchange.status >= 500:
            trouble = str(exchange.status)
        self._load.environment.events.request.fire(
            request_type="GET",
            name=self.name,
            response_time=exchange.seconds * 1000,
            response_length=len(exchange.body),
            exception=trouble or None,
            context={},
        )
        return exchange


def named(operation: str, kind: str) -> str:
    """The name under which Locust counts: the operation and the kind of the task, and nothing secret."""
    return f"{operation} ({kind})"


def _wait(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        gevent.sleep(0.02)
