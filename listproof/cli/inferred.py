"""What the commands say of a document that states no lists: that they are inferred, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from listproof.contract import Contract

_MOST = 8


def say_inferred(contract: Contract) -> None:
    """Say on standard error that the lists are inferred; nothing where the document states them."""
    if contract.inference is None:
        return
    from listproof.infer.applying import inference_told
    from listproof.infer.guesses import printable

    click.echo(inference_told(contract), err=True)
    left_out = contract.inference.left_out
    for why in left_out[:_MOST]:
        click.echo(f"left out: {printable(why)}", err=True)
    if len(left_out) > _MOST:
        click.echo(f"left out: {len(left_out) - _MOST} more; `listproof lint` tells why", err=True)
