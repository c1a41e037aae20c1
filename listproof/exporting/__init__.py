"""Exporting: how a client gets the next page of each list, in the words of the tools that make SDKs.

    Operation ──speakeasy, fern, scalar──> Said ──exports──> Export ──overlay──> Overlay

What their words can't say is told, and nothing that would make a client page wrongly is written.
"""
