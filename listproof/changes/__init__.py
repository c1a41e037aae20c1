"""Changes: what differs between two contracts, for a client that follows the old one."""
