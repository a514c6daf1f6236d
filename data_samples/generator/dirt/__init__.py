"""Dirties clean rows the way offices do, by the shares of dirt.toml, and remembers what was done to each row."""
