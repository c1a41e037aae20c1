"""Importing: what the extensions of other tools say of paging, in the words of x-listing.

All of them answer one question, how a client gets the next page. So they say where the items are, which
parameters ask for a page and its size, and where the next one is announced, and nothing else.

    operation ──extensions, scalar, marks──> Imported of each ──reading──> what the document bears out
"""
