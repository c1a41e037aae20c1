"""The report: a value without credentials, and its writers for people and for machines."""
