"""What we conclude: policy as TOML and SQL, and the small machinery that loads and runs it."""
