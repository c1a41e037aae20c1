"""Items and bodies that break what is true of each, and summaries that count wrongly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.liars.calls import Call, Twist
from tests.liars.faults.shape import Item, each, one
from tests.liars.honest import known
from tests.liars.liar import Liar, every, field, filters, sums

lie = partial(Liar, family="rules", laws=("rules/",))
tally = partial(Liar, family="summary", laws=("summary/",), where=sums)

Figures = dict[str, int]


def _is(*statuses: str) -> Callable[[Item], bool]:
    return lambda item: item["status"] in statuses


def _put(name: str, value: Callable[[Item], Any]) -> Callable[[Item], Item]:
    return lambda item: {**item, name: value(item)}


def _funnel(item: Item) -> Item:
    return {**item, "picked_up": item["sent"] + 1}


def _done(item: Item) -> int:
    return int(item["completed"] + item["failed"] + item["skipped"])


def _body_of(name: str, value: str) -> Twist:
    return Twist(writes=lambda _, body: {**body, "data": {**body["data"], name: value}})


def _both_names(*names: str) -> Callable[[Any], bool]:
    return every(*(field(name) for name in names))


def summing(change: Callable[[Call, Figures], Figures]) -> Twist:
    """The summary's figures are others."""
    return Twist(sums=change)


def _count(call: Call, rows: Any) -> Figures:
    """The figures of these rows, by place."""
    return {
        one.place.text: sum(
            all(str(known(row, (key,), key)) == to for key, to in one.filters.items()) for row in rows
        )
        for one in call.operation.listing.summary
    }


def _of_the_page(call: Call, _: Figures) -> Figures:
    return _count(call, call.matching[call.skipped : call.skipped + call.size])


def _of_the_workspace(call: Call, _: Figures) -> Figures:
    owner = call.caller.owns
    return _count(call, [row for row in call.world.rows if row.hidden.get("caller") == owner])


def _swapped(_: Call, figures: Figures) -> Figures:
    return {
        **figures,
        "/summary/waiting": figures["/summary/active"],
        "/summary/active": figures["/summary/waiting"],
    }


def _changed(name: str, by: int, when: Callable[[Call], bool] = lambda _: True) -> Twist:
    place = f"/summary/{name}"
    return summing(lambda call, told: {**told, place: max(told[place] + by, 0)} if when(call) else told)


def _without_active(_: Call, figures: Figures) -> Figures:
    return {**figures, "/summary/total": figures["/summary/total"] - figures["/summary/active"]}


def _first_count(call: Call, figures: Figures) -> Figures:
    """Counted once, for whichever batch comes first."""
    return dict(call.memory.setdefault("summary", figures))


RULES = (
    lie(
        name="remaining-counts-the-skipped",
        says="Forgets the skipped contacts when it reckons how many remain.",
        twist=each(
            _put("remaining_count", lambda item: item["total_contacts"] - item["completed"] - item["failed"])
        ),
        where=field("remaining_count"),
    ),
    lie(
        name="remaining-off-by-one-in-one-row",
        says="Reckons one contact too many in one row, deep in the list.",
        twist=one(_put("remaining_count", lambda item: item["remaining_count"] + 1)),
        where=field("remaining_count"),
    ),
    lie(
        name="remaining-counts-what-runs",
        says="Takes the contacts in progress for done when it reckons how many remain.",
        twist=each(_put("remaining_count", lambda item: item["remaining_count"] - item["in_progress"])),
        where=field("remaining_count"),
    ),
    lie(
        name="progress-as-a-fraction",
        says="Gives the progress as a fraction of 1.",
        twist=each(_put("progress_percentage", lambda item: item["progress_percentage"] / 100)),
        where=field("progress_percentage"),
    ),
    lie(
        name="progress-of-the-completed-only",
        says="Forgets the failed and the skipped contacts in the progress.",
        twist=each(
            _put(
                "progress_percentage",
                lambda item: round(100 * item["completed"] / max(item["total_contacts"], 1), 1),
            )
        ),
        where=field("progress_percentage"),
    ),
    lie(
        name="progress-of-nothing-is-100",
        says="Gives 100 per cent for a batch without contacts.",
        twist=each(_put("progress_percentage", lambda _: 100.0), lambda item: not item.get("total_contacts")),
        where=field("progress_percentage"),
    ),
    lie(
        name="funnel-broken-in-one-row",
        says="Says of one batch that more calls were picked up than sent.",
        twist=one(_funnel),
        where=field("picked_up"),
    ),
    lie(
        name="epoch-in-milliseconds",
        says="Gives a time in milliseconds where seconds are documented.",
        twist=each(_put("scheduled_timestamp", lambda item: item["scheduled_timestamp"] * 1000)),
        where=field("scheduled_timestamp"),
    ),
    lie(
        name="another-organization-in-the-envelope",
        says="Names another organization in the envelope than in the items.",
        twist=_body_of("organization_id", "somebody-else"),
        where=field("organization_id"),
    ),
    lie(
        name="completed-without-all",
        says="Says of a completed batch that a contact is left.",
        twist=each(
            lambda item: {**item, "completed_contacts": item["completed_contacts"] - 1},
            lambda item: item["status"] == "completed" and item["completed_contacts"] > 0,
        ),
        where=field("completed_contacts"),
    ),
    lie(
        name="pending-with-calls",
        says="Says of a pending batch that calls have been made.",
        twist=each(_put("completed_contacts", lambda item: min(1, item["total_contacts"])), _is("pending")),
        where=field("completed_contacts"),
    ),
    lie(
        name="scheduled-without-a-time",
        says="Gives no time for a batch that is scheduled.",
        twist=each(_put("scheduled_at", lambda _: None)),
        where=field("scheduled_at"),
    ),
    lie(
        name="more-than-all",
        says="Says of one batch that more contacts are done than it has.",
        twist=one(_put("failed_contacts", lambda item: item["total_contacts"] + 1)),
        where=field("failed_contacts"),
    ),
    lie(
        name="processed-without-the-failed",
        says="Forgets the failed calls in the contacts that are processed.",
        twist=each(_put("contactsProcessed", lambda item: item["successfulCalls"])),
        where=field("contactsProcessed"),
    ),
    lie(
        name="completed-before-it-started",
        says="Gives an end that is before the start.",
        twist=each(
            lambda item: {
                **item,
                "completedAt": item["actualStartTime"],
                "actualStartTime": item["completedAt"],
            },
            lambda item: bool(item.get("completedAt") and item.get("actualStartTime")),
        ),
        where=_both_names("completedAt", "actualStartTime"),
    ),
    lie(
        name="pending-has-started",
        says="Gives a start for a job that is pending.",
        twist=each(_put("actualStartTime", lambda item: item["createdAt"]), _is("pending")),
        where=field("actualStartTime"),
    ),
    lie(
        name="another-organization-in-the-item",
        says="Names another organization in some items than the one that was asked for.",
        twist=each(_put("organizationId", lambda _: "org_somebody"), lambda item: "organizationId" in item),
        laws=("rules/", "scope/"),
        where=field("organizationId"),
    ),
    lie(
        name="failed-without-an-error",
        says="Gives no error for a call that failed.",
        twist=each(lambda item: {key: value for key, value in item.items() if key != "error"}, _is("failed")),
        where=every(sums, field("error")),
    ),
    lie(
        name="completed-with-an-error",
        says="Gives an error for a call that was completed.",
        twist=each(_put("error", lambda _: "none"), _is("completed")),
        where=every(sums, field("error")),
    ),
    lie(
        name="waiting-has-started",
        says="Gives a start for a call that waits.",
        twist=each(_put("startTime", lambda _: 1703097600000), _is("waiting")),
        where=every(sums, field("startTime")),
    ),
    lie(
        name="times-in-seconds",
        says="Gives times in seconds where milliseconds are documented.",
        twist=each(
            lambda item: {
                **item,
                **{name: item[name] // 1000 for name in ("startTime", "endTime") if item.get(name)},
            }
        ),
        where=every(sums, field("startTime")),
    ),
    lie(
        name="duration-in-milliseconds",
        says="Gives the duration in milliseconds where seconds are documented.",
        twist=each(_put("duration", lambda item: item["duration"] * 1000), lambda item: "duration" in item),
        where=every(sums, field("duration")),
    ),
    lie(
        name="duration-rounded-to-minutes",
        says="Rounds the duration up to whole minutes.",
        twist=each(
            _put("duration", lambda item: -(-item["duration"] // 60) * 60), lambda item: "duration" in item
        ),
        where=every(sums, field("duration")),
    ),
)

SUMMARY = (
    tally(
        name="summary-follows-the-filter",
        says="Counts the rows that the filter leaves.",
        twist=summing(lambda call, _: _count(call, call.matching)),
        where=every(sums, filters(1)),
    ),
    tally(name="summary-of-the-page", says="Counts the rows of the page.", twist=summing(_of_the_page)),
    tally(
        name="summary-of-the-workspace",
        says="Counts the rows of all the batches of a workspace.",
        twist=summing(_of_the_workspace),
    ),
    tally(
        name="summary-total-without-the-active",
        says="Leaves the active calls out of the summary's total.",
        twist=summing(_without_active),
        laws=("summary/", "rules/"),
    ),
    tally(
        name="summary-swapped",
        says="Gives the waiting calls as active and the active ones as waiting.",
        twist=summing(_swapped),
    ),
    tally(
        name="summary-one-too-few",
        says="Counts one failed call too few, in the total as well.",
        twist=summing(
            lambda _, told: {
                **told,
                "/summary/failed": max(told["/summary/failed"] - 1, 0),
                "/summary/total": max(told["/summary/total"] - 1, 0),
            }
        ),
    ),
    tally(
        name="summary-0-past-the-end",
        says="Says 0 for everything on a page without rows.",
        twist=summing(lambda call, told: told if call.returned else dict.fromkeys(told, 0)),
    ),
    tally(
        name="summary-wrong-for-one-filter",
        says="Counts one waiting call too many where the completed ones are asked for.",
        twist=_changed("waiting", 1, lambda call: call.value("status") == "completed"),
        laws=("summary/", "rules/"),
    ),
    tally(
        name="summary-wrong-on-page-2",
        says="Counts one completed call too few on page 2, in the total as well.",
        twist=summing(
            lambda call, told: {
                **told,
                "/summary/completed": told["/summary/completed"] - (call.page == 2),
                "/summary/total": told["/summary/total"] - (call.page == 2),
            }
        ),
    ),
    tally(
        name="summary-of-the-first-batch",
        says="Keeps the summary of the batch that was asked for first, and gives it for every batch.",
        twist=summing(_first_count),
    ),
    tally(
        name="summary-capped",
        says="Counts to 100 and no further.",
        twist=summing(lambda _, told: {place: min(figure, 100) for place, figure in told.items()}),
        laws=("summary/", "rules/"),
    ),
)

LIARS = RULES + SUMMARY
