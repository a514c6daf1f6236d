"""The extracts of departments that take part: everything beyond what the sample delivers."""
