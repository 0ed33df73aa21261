"""The whole life cycle, played at random against a small reference model."""
