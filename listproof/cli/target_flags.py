"""The flags that say what is judged and where it is, which `listproof check` and `listproof load` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from listproof.cli.remote_flag import allow_remote

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

TARGET_FLAGS: Final[tuple[Decorator, ...]] = (
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        metavar="FILE",
        help="An Overlay to lay over SPEC; again for more.",
    ),
    allow_remote,
    click.option("--url", help="The target's base URL. It replaces the spec's servers, path included."),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="What the suite needs to know of the target. [default: listproof.toml, where there is one]",
    ),
    click.option(
        "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of the main caller."
    ),
    click.option(
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        help="A parameter's value; twice for two values.",
    ),
)
