"""Engines: one module each, with a function `link` as protocol.py says."""
