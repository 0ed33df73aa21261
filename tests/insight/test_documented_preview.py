"""What docs/how-to/preview-the-cost.md shows is run as it stands there."""

import re
import shlex
from io import StringIO

import pytest
from django.core.management import call_command

from oscar_referrals.insight import preview as previewing
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from tests.architecture.tree import ROOT

TEXT = (ROOT / "docs" / "how-to" / "preview-the-cost.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
COMMANDS = re.findall(r"^python manage\.py (.+)$", TEXT, flags=re.MULTILINE)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _past(monkeypatch):
    """One order of 50.00, which is taken for a referred one, and a draft to preview."""
    monkeypatch.setattr(previewing, "is_chosen", lambda *, lot, percent: True)
    place_order(basket=make_basket(), email="anna@example.com")
    ProgramFactory(name="Spring invitation", slug="spring", is_live=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_prints_the_figures(command):
    said = StringIO()

    call_command(*shlex.split(command), stdout=said)

    assert "20 % referred" in said.getvalue()
    assert "Cost in all" in said.getvalue()


def test_there_is_something_to_run():
    assert (len(COMMANDS), len(CODE)) == (3, 2)


def test_the_code_prints_the_answers(capsys):
    names: dict[str, object] = {}

    for block in CODE:
        exec(block, names)  # noqa: S102 - the project's own documentation

    said = capsys.readouterr().out
    assert "1 new customers for €20.00" in said
    assert "10 1 20.00 20.00" in said
    assert "15.00 If 10 % of first orders come by an invitation" in said
