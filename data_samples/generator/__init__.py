"""The generator of made-up cities."""
