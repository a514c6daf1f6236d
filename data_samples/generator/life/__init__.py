"""The city as it goes on: what happens between two batches."""
