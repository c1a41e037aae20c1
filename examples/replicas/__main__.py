"""Three replicas of the mock behind nginx, judged through it while one is killed and started again.

The replicas share nothing but the spec and the fixtures. What is done and seen is printed; `--write` puts it
into docs/replicas.md. Ends with the exit code of the check, 1 where a client saw a replica's death, and 2
where there is no nginx (on Debian: apt-get install nginx-light).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from examples.replicas.showing import show
from examples.replicas.transcript import Transcript

_PAGE = Path(__file__).parents[2] / "docs" / "replicas.md"


def main() -> int:
    """Show it, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m examples.replicas", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the transcript into docs/replicas.md")
    asked = parser.parse_args()
    transcript = Transcript(sys.stdout)
    with tempfile.TemporaryDirectory(prefix="replicas-") as folder:
        code = show(Path(folder), transcript)
    if asked.write and code != 2:
        transcript.write_into(_PAGE)
    return code


if __name__ == "__main__":
    sys.exit(main())
