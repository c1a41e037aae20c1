"""Asking: questions encoded, sent and read back into pages and walks. `network` is the only I/O."""
