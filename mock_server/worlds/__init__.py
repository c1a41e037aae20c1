"""The mock's world: what it is, and how it is read from fixtures and held against the contract."""
