"""Makes the tables of the stage verified."""
