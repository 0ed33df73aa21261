#!/usr/bin/env python
"""Runs Django's commands for the example shop, from any folder."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command that the arguments name."""
    # Python puts this file's own folder first, where `checkout` and `search` would be found as
    # top-level packages. The repository's root is the right place to import from.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_shop.settings")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
