"""Lists of very many rows: written once, in the order in which they are served, and mapped into memory."""
