"""json-server 0.17: one collection of orders by page, and the same by slices."""
