"""json-server 1.0 (beta): one collection of orders by page, and the same by slices."""
