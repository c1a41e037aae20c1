"""`python -m listproof` is the command line."""

from listproof.cli import main

main()
