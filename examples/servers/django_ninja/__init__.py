"""Django Ninja: the same orders by limit and offset, by page number, and by cursor."""
