"""A small made-up city, delivered as departments deliver, with its exact truth."""
