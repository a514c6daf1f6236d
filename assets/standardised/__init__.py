"""Makes the tables of the stage standardised."""
