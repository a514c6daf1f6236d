"""Made again: a release from what it recorded, a change between two releases by its cause, a parameter supposed."""
