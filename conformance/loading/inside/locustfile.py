"""The locustfile of `listproof load`: its settings come from the command."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Final

from conformance.loading.inside.users import ListUser
from conformance.loading.settings import VARIABLE, Settings

GIVEN: Final = Settings.of_json(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))

if GIVEN.quiet:
    logging.getLogger("locust.stats_logger").disabled = True


class Lists(ListUser):
    """A user of every list of the document."""

    settings = GIVEN
