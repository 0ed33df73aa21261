"""Words that advocates would like as codes."""

from django.db.models import QuerySet

from oscar_referrals.models import Advocate, CodeWish, Program


def wish_of(advocate: Advocate) -> CodeWish | None:
    """Return the word that an advocate has asked for last, unless he got it. One query at most.

    None is asked where the program gives words without a look.
    """
    if not advocate.program.looks_at_words:
        return None
    return CodeWish.objects.filter(advocate=advocate).first()


def count_wishes(program: Program) -> int:
    """Return how many words of a program wait. One query at most."""
    if not program.looks_at_words:
        return 0
    return waiting_wishes().filter(advocate__program=program).count()


def waiting_wishes() -> "QuerySet[CodeWish]":
    """Return the words that wait for an answer, the oldest first, with their advocates.

    Whose account was deleted waits for nothing.
    """
    wishes = CodeWish.objects.filter(answered_at=None, advocate__left_at=None)
    wishes = wishes.exclude(advocate__user=None, advocate__email="")
    return wishes.select_related("advocate__user", "advocate__program").order_by("asked_at", "pk")
