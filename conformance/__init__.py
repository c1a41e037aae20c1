"""A suite that judges any backend over HTTP by the contract it claims to keep."""
