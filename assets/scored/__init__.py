"""Makes the tables of the stage scored."""
