"""Settling: what a plain document leaves open of a list, asked of a running server with a few GETs.

    Proposal ──ground──> Operation ──topics ask──> what was seen ──pure functions──> answers ──> Proposal

A topic asks, and a pure function makes answers of what it saw. Nothing is answered from thin evidence: what a
short list can't show stays open, with what was seen.
"""
