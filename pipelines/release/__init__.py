"""Storage of releases: building, checking and publishing them."""
