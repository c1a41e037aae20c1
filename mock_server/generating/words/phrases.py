"""Short sentences, by what they are for."""

from __future__ import annotations

from typing import Final


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


DESCRIPTIONS: Final = _lines("""
    Follow up on what was agreed in the last call.
    Covers all stores in the north, reviewed every quarter.
    Reminds everyone who has not answered yet.
    Created by an import, to be checked.
    Shared with the whole team.
    Replaces the earlier version from spring.
    À rappeler en fin de journée.
    For new customers in their first month.
    Reviewed and approved by finance.
    Used by the mobile app and the web shop.
    Wird bis zum Quartalsende abgeschlossen.
    Only for testing, safe to delete.
    Agreed with the supplier, delivery in two weeks.
    Keep until the contract ends.
""")
MESSAGES: Final = _lines("""
    Thanks, that solved it for me.
    Could you send the invoice again?
    Asked to be called back after four.
    The parcel arrived, but one item was missing.
    Looks good, please go ahead.
    No answer so far, trying again on Monday.
    I have attached the signed copy.
    Can we move the appointment to next week?
    Merci beaucoup, à demain !
    The link in the mail does not work.
    Great service, very friendly on the phone.
    Please change the delivery address.
    ありがとうございます。
    Happy to help with the next steps.
""")
ERRORS: Final = _lines("""
    The connection timed out
    The number is not in service
    The card was declined
    The file could not be read
    The recipient's mailbox is full
    The service is temporarily unavailable
    The request was cancelled by the user
    The quota for this month is used up
""")
ERROR_CODES: Final = (
    "timeout",
    "invalid_number",
    "card_declined",
    "unreadable_file",
    "quota_exceeded",
    "unavailable",
)
REASONS: Final = _lines("""
    Requested by the customer
    Duplicate of an earlier one
    No longer needed
    Out of stock
    Changed plans
    Entered by mistake
""")
BIOGRAPHIES: Final = _lines("""
    Works with maps and open data.
    Bakes bread, writes code.
    Teacher, cyclist, father of two.
    Looking after customers since 2012.
    Building tools for small shops.
    Photographer in spare time.
""")
