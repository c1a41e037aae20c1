"""fastapi-pagination over SQLAlchemy: the same orders by page number, by limit and offset, and by cursor."""
