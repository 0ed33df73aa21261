"""`manage.py story` tells the truth: it ends well only if every figure was right."""

import shutil
import sqlite3
from contextlib import closing

import pytest

pytestmark = pytest.mark.slow

KEY_LINES = (
    "✓ goods €63.50   ✓ Spring invitation (",
    "✓ “This is your own code. Share it with a friend instead.”   ✓ to pay €52.50",
    "✓ “Invitations are for first orders, and you have ordered before.”   ✓ to pay €63.00",
    "✓ to finn@example.net: “You saved €10.00 on order 100003”",
    "✓ 100003 is Delivered   ✓ 100004 is Delivered   ✓ 100005 is Cancelled",
    "✓ 2 × to anna@example.com: “Your reward is ready: €10.00”",
    "✓ goods €52.50   ✓ Store credit -€20.00   ✓ to pay €32.50   ✓ order 100002   ✓ left €0.00",
    "✓ The books are right.",
    "Anna earned €20.00, spent €20.00 and has €0.00 left. The books are right.",
)


def test_the_story_is_told_to_its_end_and_leaves_nothing_behind(manage, migrated, tmp_path):
    told = manage("story", *(["--database", migrated] if migrated else []))

    assert told.returncode == 0, told.stdout + told.stderr
    assert [line for line in KEY_LINES if line not in told.stdout] == []
    assert told.stdout.rstrip().endswith("Every figure was right.")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_first_wrong_figure_ends_the_story_and_its_page_is_kept(manage, migrated, tmp_path):
    file = tmp_path / "shop.sqlite3"
    if migrated:
        shutil.copy(migrated, file)
    manage("migrate", "--verbosity=0")
    manage("load_example_shop")
    with closing(sqlite3.connect(file)) as shop, shop:
        shop.execute("UPDATE partner_stockrecord SET price = 30 WHERE partner_sku = 'HL-204'")

    told = manage("story", "--database", file)

    assert told.returncode == 1
    assert "/shop/basket/\n  expected: €63.50\n  found:    €64.00\n" in told.stderr
    assert "Every figure was right." not in told.stdout
    (page,) = (tmp_path / "temporary").glob("*/wrong-page.html")
    assert f"The page: {page}\n" in told.stderr
    assert "€64.00" in page.read_text()
