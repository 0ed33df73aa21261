"""The shop's story: people use the running shop over HTTP, and every figure they read is checked.

`play.py` is the story itself; the other modules let it read like one.
"""
