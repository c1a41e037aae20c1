"""Serve one of the servers that other people wrote: `python -m examples.servers django_rest_framework`."""

from __future__ import annotations

import argparse
import sys

from examples.servers import starting


def main() -> int:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(prog="python -m examples.servers", description=main.__doc__)
    options.add_argument("name", choices=starting.NAMES)
    options.add_argument("--port", type=int, default=0, help="a free one when left out")
    asked = options.parse_args()
    return starting.serve(asked.name, asked.port)


if __name__ == "__main__":
    sys.exit(main())
