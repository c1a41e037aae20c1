"""Values that a parameter allows and that no list can be expected to have."""

from __future__ import annotations

from typing import Final

from conformance.comparing.matching import documented
from listproof.contract import Json, Parameter

NO_SUCH_TEXT: Final = "listproof-no-such-value"
NO_SUCH_UUID: Final = "5f0c3a52-7d1e-4b7a-9c61-0e2b8d4f6a93"
NO_SUCH_NUMBER: Final = 1_999_999_973


def nobodys_value(parameter: Parameter) -> Json:
    """A value of the parameter's kind that names nothing; None where the document allows none of them."""
    if parameter.types & {"integer", "number"}:
        value: Json = NO_SUCH_NUMBER
    else:
        value = NO_SUCH_UUID if parameter.schema.get("format") == "uuid" else NO_SUCH_TEXT
    return value if documented(parameter, value) else None
