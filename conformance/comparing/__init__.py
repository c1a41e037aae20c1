"""Comparing what was seen: filters, orders, instants and spellings, worked out by the suite alone."""
