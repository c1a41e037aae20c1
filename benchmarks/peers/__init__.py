"""The mock beside other mocks: the same list, asked the same way, in one run."""
