"""Makes the tables of the stage published."""
