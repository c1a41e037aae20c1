"""The locustfile of `listproof load`: its settings come from the command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from gevent.hub import Hub
from locust import runners

from conformance.loading.inside.users import ListUser
from conformance.loading.settings import VARIABLE, Settings

GIVEN: Final = Settings.of_json(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))

runners.HEARTBEAT_LIVENESS = 20
"""Seconds after which a silent worker is given up: Locust's 3 are few where workers judge as well as ask."""

# Whoever interrupts a load gets its report, and no traceback of the user that was asking just then.
Hub.NOT_ERROR = (*Hub.NOT_ERROR, KeyboardInterrupt)


class Lists(ListUser):
    """A user of every list of the document."""

    settings = GIVEN
