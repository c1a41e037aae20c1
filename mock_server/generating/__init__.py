"""A world where no fixtures are: rows from schemas, examples, enums and rules, alike for the same seed."""
