"""`python -m tests.pictures`: draw every page and every message for the documentation."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).parent / "drawing.py"), "-q"]))
