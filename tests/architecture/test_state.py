"""Only `lifecycle` changes the state of anything."""

import ast

import pytest

from tests.architecture.tree import APPS, ROOT, files_in

# Rows that do not exist yet may be given their first state.
CHANGING_CALLS = {"update", "bulk_update", "update_or_create", "setattr"}


def test_nobody_but_lifecycle_changes_a_state():
    offenders = []
    for file in files_in(*APPS, suffixes={".py"}):
        place = file.relative_to(ROOT)
        if place.parts[1] in {"lifecycle", "lifecycle.py"} or "migrations" in place.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        offenders += [f"{place}:{node.lineno}" for node in changes_of_state(tree)]
    assert offenders == []


@pytest.mark.parametrize(
    "code",
    [
        "referral.state = State.HELD",
        "referral.state: str = State.HELD",
        "first, referral.state = values",
        "setattr(referral, 'state', State.HELD)",
        "Referral.objects.filter(pk=1).update(state=State.HELD)",
        "Referral.objects.bulk_update(referrals, ['state'])",
        "Referral.objects.update_or_create(pk=1, defaults={'state': State.HELD})",
    ],
)
def test_a_change_of_state_is_noticed(code):
    assert len(list(changes_of_state(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "held = referral.state == State.HELD",
        "Referral.objects.filter(state=State.HELD)",
        "Referral.objects.create(state=State.PENDING)",
        "Referral.objects.update(hold_until=now)",
    ],
)
def test_reading_a_state_is_nobodys_secret(code):
    assert list(changes_of_state(ast.parse(code))) == []


def changes_of_state(tree):
    """Yield the nodes that assign to an attribute `state` or write a column of that name."""
    for node in ast.walk(tree):
        if assigns_state(node) or writes_state(node):
            yield node


def assigns_state(node):
    return (
        isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
    )


def writes_state(node):
    if not isinstance(node, ast.Call) or called_name(node) not in CHANGING_CALLS:
        return False
    words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return "state" in words or any(keyword.arg == "state" for keyword in node.keywords)


def called_name(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
