"""Who may see what: keys, the vault of clear identities, masking, file modes and the audit chain."""
