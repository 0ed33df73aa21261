"""Whose page or message it is: a customer's with an account, or a guest's with a proved address."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from oscar_referrals.identity import email_of, known_identities
from oscar_referrals.models import Advocate, AdvocateKind, Reward, Side


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, or a guest: whoever reads the mail of `email`.

    For a guest the address must have been proved by a link; where only its `identity` is left, that
    is enough to know him again. Of an account the address is what was typed.
    """

    user_id: int | None = None
    email: str = ""
    identity: str = ""

    @property
    def is_guest(self) -> bool:
        """Tell whether he has no account."""
        return self.user_id is None

    @property
    def identities(self) -> tuple[str, ...]:
        """The identities of his address under every key, the newest first."""
        return known_identities(self.email) or tuple(filter(None, [self.identity]))

    def places(self, *, of: str = "") -> Q:
        """Return the condition under which an advocate is he; `of` leads to it: "advocate__"."""
        if not self.is_guest:
            return Q(**{f"{of}user_id": self.user_id})
        names = {"kind": AdvocateKind.CUSTOMER, "user": None, "identity__in": self.identities}
        is_his = Q(**{f"{of}{name}": value for name, value in names.items()})
        return is_his & ~Q(**{f"{of}email": ""})

    def rewards(self) -> Q:
        """Return the condition under which a reward is his: as an advocate, and as a friend."""
        as_advocate = Q(side=Side.ADVOCATE) & self.places(of="advocate__")
        if self.is_guest:
            return as_advocate
        return as_advocate | Q(side=Side.FRIEND, referral__friend=self.user_id)

    def reads(self) -> Q:
        """Return the condition under which what is kept about a reader is about him."""
        return Q(identity__in=self.identities) if self.is_guest else Q(user_id=self.user_id)


def account_of(user: AbstractBaseUser) -> Person:
    """Return a customer by his account."""
    return Person(user_id=user.pk, email=email_of(user))


def person_behind(advocate: Advocate) -> Person:
    """Return who an advocate is. No query."""
    return Person(user_id=advocate.user_id, email=advocate.email)


def owner_of(reward: Reward) -> Person:
    """Return whose a reward is. No query beyond its advocate or its referral."""
    if reward.side == Side.ADVOCATE:
        return person_behind(reward.advocate)
    return Person(user_id=reward.referral.friend_id)
