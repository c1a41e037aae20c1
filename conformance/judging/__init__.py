"""Judging: laws over evidence, a second look, a second opinion, and how loud what is left may be."""
