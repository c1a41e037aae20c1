"""What a load is made of, as one value that can be handed to another process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from conformance.judging.remembering import remembering
from conformance.run import chosen
from conformance.target import Target
from conformance.targets.fit import check_fit, passed_over
from conformance.targets.flags import Flags, read_target
from listproof.bundled import bundled_specs
from listproof.contract import Contract, Operation
from listproof.reader import read_contract

VARIABLE: Final = "LISTPROOF_LOAD"
"""Where a process that `listproof load` starts finds the name of its settings' file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A load as somebody described it. `timeout` and `run_time` are in seconds, `rate` in requests a second
    of all workers together."""

    spec: str
    overlays: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    config: str | None = None
    url: str | None = None
    headers: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    seed: int = 0
    rate: float | None = None
    max_requests: int | None = None
    timeout: float = 10.0
    run_time: float | None = None
    """None: Locust's own `--run-time` or web page ends it."""
    result: str | None = None
    """The file that is to hold the report as JSON."""
    quiet: bool = False
    """Whether Locust's own tables are left out."""
    reports: tuple[str, ...] = ()
    """Reports to write at the end, each as `FORMAT=PATH`: for a team's own locustfile."""

    def json(self) -> str:
        """The settings as a JSON text. It holds credentials."""
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, text: str) -> Self:
        """The settings that the text holds."""
        given = json.loads(text)
        fields: dict[str, Any] = {
            key: tuple(one) if isinstance(one, list) else one for key, one in given.items()
        }
        return cls(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the settings name, read: the operations are those that the target can be asked for."""

    contract: Contract
    target: Target
    chosen: tuple[Operation, ...]
    passed_over: Mapping[str, str]
    """Why an operation is not asked, by its id."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are asked."""
        return tuple(one for one in self.chosen if one.id not in self.passed_over)


def read_ground(settings: Settings, environment: Mapping[str, str]) -> Ground:
    """The contract and the target of the settings.

    Raises SpecError or ConfigError, with every fault, where they can't be read or don't fit each other.
    """
    path = Path(settings.spec)
    if not path.exists():
        path = {one.stem: one for one in bundled_specs()}.get(settings.spec, path)
    contract = read_contract(path, overlays=settings.overlays, infer=True, forgive=True, hosts=settings.hosts)
    config = None if settings.config is None else Path(settings.config)
    flags = Flags(url=settings.url, headers=settings.headers, params=settings.params)
    target = read_target(config, flags, environment)
    operations = chosen(contract, settings.operations)
    check_fit(contract, target, operations)
    operations = tuple(remembering(one) for one in operations)
    over = {one.id: why for one in operations if (why := passed_over(one, target))}
    return Ground(contract=contract, target=target, chosen=operations, passed_over=over)
