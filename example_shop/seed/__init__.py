"""Fills an empty database with a small coffee shop; running it again changes nothing."""
