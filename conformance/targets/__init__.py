"""What the suite has to know of a target, from `listproof.toml` and flags."""
