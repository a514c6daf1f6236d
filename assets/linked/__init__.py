"""Makes the tables of the stage linked."""
