"""Inference: from a plain OpenAPI document to what its lists seem to promise, each guess with its reason.

    document ──plain──> PlainOperation ──paging, bodies, metas, filters ...──> Proposal ──overlays──> Overlay

Every step is a pure function of a plain operation. What the document doesn't show well enough is no
statement but an open question.
"""
