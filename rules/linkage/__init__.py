"""The Chinese identity kit and the matcher: the one place where rules are Python functions."""
