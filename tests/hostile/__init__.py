"""Hostile deliveries: files as they should never be sent, built in code from one clean base, with the right answer."""
