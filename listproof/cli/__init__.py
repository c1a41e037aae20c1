"""The command line: the one place that looks both ways, and only inside its commands."""

from __future__ import annotations

import importlib
import os
import sys

import click

from listproof import __version__
from listproof.errors import ListproofError, Unreachable

EXIT_USAGE = 2
EXIT_UNREACHABLE = 3
EXIT_BROKEN_SUITE = 4
EXIT_PIPE = 141
"""As a shell reports a process that SIGPIPE ended."""

_LONGEST_NAME = 80

_COMMANDS = {
    "mock": "Serve the endpoints of one or more specs as their documents say.",
    "check": "Judge a running implementation by its contract.",
    "load": "Put a running implementation under load, and judge what it answers.",
    "report": "Merge the reports of shards, or show a report in another format.",
    "laws": "List the laws, or explain one.",
    "lint": "Show the faults of a spec, all at once.",
    "docs": "Write pages that say how each list behaves.",
    "diff": "Show what changed for clients of the lists, between two documents.",
    "infer": "Propose x-listing for the lists of a plain OpenAPI document.",
    "export": "Write how lists are paged for tools that make SDKs.",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is used, so that --help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"listproof.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="listproof")
def group() -> None:
    """Contracts, mock and conformance suite for list endpoints, from one OpenAPI document.

    \b
    Examples:
      listproof mock                                  the five bundled endpoints on port 8080
      listproof mock my-spec.yaml --port 9000         your own spec
      listproof check my-spec.yaml --url http://127.0.0.1:9000
      listproof lint my-spec.yaml
      listproof laws meta/total
    """


def main() -> None:
    """Run the command line; a user's mistake ends with one clear message and its exit code."""
    try:
        status = group.main(standalone_mode=False)
    except BrokenPipeError:
        # Whoever read our output has had enough, `head` for one; Python must not flush into the void.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Unreachable as error:
        click.echo(f"listproof: {error}", err=True)
        sys.exit(EXIT_UNREACHABLE)
    except ListproofError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_USAGE)
    except OSError as error:
        if error.filename is None:
            raise  # no file that anybody named
        click.echo(
            f"{str(error.filename)[:_LONGEST_NAME]}: {(error.strerror or 'no file').lower()}", err=True
        )
        sys.exit(EXIT_USAGE)
    sys.exit(status if isinstance(status, int) else 0)
