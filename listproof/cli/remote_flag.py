"""The flag by which hosts are named that may be asked for what a document refers to."""

from __future__ import annotations

import click

allow_remote = click.option(
    "--allow-remote",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A host that a $ref may be fetched from, by GET and without credentials; again for more.",
)
