"""The locustfile of `listproof load`: its settings come from the command."""

from __future__ import annotations

import os
from pathlib import Path

from conformance.loading.inside.users import ListUser
from conformance.loading.settings import VARIABLE, Settings


class Lists(ListUser):
    """A user of every list of the document."""

    settings = Settings.of_json(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))
