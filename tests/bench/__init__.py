"""`make bench`: how fast the program is, side by side with stock Oscar."""
