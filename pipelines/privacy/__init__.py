"""Vault, keys, masking and the audit chain."""
