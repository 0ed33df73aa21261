"""For tests of shops that use this package: factories on top of Oscar's own."""
