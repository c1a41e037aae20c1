"""Servers that other people wrote, in as few lines as their users would write, for Listproof to judge."""
