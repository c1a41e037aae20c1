"""Figures that anybody can make again; each module here is a command."""
