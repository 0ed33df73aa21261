"""Races, faults and crashes on real databases; `python -m tests.reliability` runs all of them."""
