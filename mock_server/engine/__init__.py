"""The list engine: from a request that was routed and admitted to the bytes of its answer. Pure."""
