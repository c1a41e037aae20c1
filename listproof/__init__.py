"""The contract of a list endpoint: read from an OpenAPI document, shared by mock, suite and pages."""

__version__ = "0.1.0"
