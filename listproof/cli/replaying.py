"""`listproof check --replay`: what the flags may still change, and what the recording has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import click
from click.core import ParameterSource

from conformance.recording.recording import Recording, read_recording
from conformance.run import Options, check_recording
from conformance.sharding import Shard
from conformance.targets.file import read_overrides
from listproof.errors import ConfigError, Fault

if TYPE_CHECKING:
    from conformance.reports.report import Report
    from conformance.target import Target
    from listproof.contract import Contract

_DECIDED: Final = (
    "url", "headers", "params", "allow_methods", "shard", "seed", "max_requests", "max_time", "rate",
    "timeout", "chance", "fuzz", "fuzz_examples", "dry_run", "har",
)  # fmt: skip
"""Flags that say what is asked, and how: the recorded run has said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """A recording that is to be judged again."""

    recording: Recording

    @classmethod
    def read(cls, path: Path, config: Path | None, environment: Mapping[str, str]) -> Self:
        """The recording in the file, with the severities of the config where one is named.

        Raises ConfigError for a file that is no recording, and for flags that go with none.
        """
        faults = [
            Fault(
                file=flag,
                found="it does not go with --replay",
                wanted="the recording says what was asked, and how: leave it out",
            )
            for flag in _given(_DECIDED)
        ]
        if faults:
            raise ConfigError(faults)
        recording = read_recording(path)
        if config is not None:
            laws = read_overrides(config, environment)
            recording = replace(recording, target=replace(recording.target, laws=laws))
        return cls(recording=recording)

    @property
    def target(self) -> Target:
        """The target that was recorded, with stand-ins for its credentials."""
        return self.recording.target

    def report(self, contract: Contract, options: Options) -> Report:
        """What the recorded answers say, now."""
        settings = self.recording.settings
        shard = settings["shard"]
        options = replace(
            options,
            operations=options.operations or tuple(settings["operations"]),
            shard=None if shard is None else Shard.read(shard, of=f"{self.recording.path}: shard"),
            seed=settings["seed"],
            max_requests=settings["max_requests"],
            max_seconds=settings["max_seconds"],
            chance=settings["chance"],
            fuzz=settings["fuzz"],
        )
        return check_recording(contract, self.recording, options)


def _given(names: tuple[str, ...]) -> list[str]:
    """The flags among these that were typed, as they are written."""
    context = click.get_current_context()
    typed = [name for name in names if context.get_parameter_source(name) == ParameterSource.COMMANDLINE]
    flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    return [flags[name] for name in typed]
