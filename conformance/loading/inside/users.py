"""`ListUser`: a Locust user who asks for lists, and whose answers are judged by the laws.

from conformance.loading import ListUser

class Orders(ListUser):
    spec = "orders.yaml"
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from locust import User, events, task

from conformance.loading.inside.load import Load
from conformance.loading.settings import Settings

_DEFAULT_CONFIG = Path("listproof.toml")


class ListUser(User):
    """A user of the lists of one contract. What it does not set is as in `listproof load`."""

    abstract = True
    spec: ClassVar[str] = ""
    """The document: a file, or the name of a bundled spec."""
    config: ClassVar[str | None] = None
    """The target file. None: listproof.toml, where there is one."""
    url: ClassVar[str | None] = None
    """The target's base URL. None: Locust's `--host`, or that of the target file."""
    overlays: ClassVar[tuple[str, ...]] = ()
    operations: ClassVar[tuple[str, ...]] = ()
    seed: ClassVar[int] = 0
    rate: ClassVar[float | None] = None
    """At most as many requests a second, of all workers together."""
    max_requests: ClassVar[int | None] = None
    reports: ClassVar[tuple[str, ...]] = ()
    """Reports to write when the load is over, `json=report.json` for one."""
    settings: ClassVar[Settings | None] = None
    """All of the above as one value, in place of them."""
    _load: ClassVar[Load]

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if not cls.__dict__.get("abstract"):
            events.init.add_listener(cls._begin)  # type: ignore[no-untyped-call]

    @classmethod
    def _begin(cls, environment: Any, **_: Any) -> None:
        settings = cls.settings or cls._described(environment.host)
        cls._load = Load(environment, settings, name=cls.__name__)

    @classmethod
    def _described(cls, host: str | None) -> Settings:
        usual = str(_DEFAULT_CONFIG) if _DEFAULT_CONFIG.is_file() else None
        return Settings(
            spec=cls.spec,
            overlays=cls.overlays,
            config=cls.config or usual,
            url=cls.url or host or cls.host,
            operations=cls.operations,
            seed=cls.seed,
            rate=cls.rate,
            max_requests=cls.max_requests,
            reports=cls.reports,
        )

    @task
    def ask(self) -> None:
        """One task of one list: a page, a walk, or a probe of the plan."""
        self._load.turn()
