"""Makes the tables of the stage tiered."""
