"""Makes the tables of the stage landed."""
