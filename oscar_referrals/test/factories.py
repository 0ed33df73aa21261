"""Factories that make what the flows make, by calling the flows.

A program has its offer, an advocate has his code and its voucher, a referral has its order: just as
in a running shop. Needs factory-boy, which Oscar installs.
"""

from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth import get_user_model

from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Advocate, Code, Program
from oscar_referrals.selectors.codes import shared_code


class CustomerFactory(factory.django.DjangoModelFactory):
    """A customer with an e-mail address of his own."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence("customer{}".format)
    email = factory.Sequence("customer{}@example.com".format)
    first_name = "Anna"
    password = factory.django.Password("coffee-with-friends")


class ProgramFactory(factory.Factory):
    """A live program in euros: 10.00 off from 40.00 for the friend, 10.00 credit for the advocate.

    Fields of `Terms` can be given by name; `is_live=False` leaves it a draft.
    """

    class Meta:
        model = Program

    name = factory.Sequence("Spring invitation {}".format)
    slug = factory.Sequence("spring-{}".format)
    currency = "EUR"
    friend_value = Decimal("10.00")
    minimum = Decimal("40.00")
    reward_value = Decimal("10.00")
    is_live = True

    @classmethod
    def _create(cls, model_class: type[Program], *args: Any, **kwargs: Any) -> Program:
        is_live = kwargs.pop("is_live")
        of_program = (
            "name", "slug", "kind", "starts_at", "ends_at", "precedence", "target", "cap", "actor",
            "looks_at_words",
        )  # fmt: skip
        fields = {name: kwargs.pop(name) for name in of_program if name in kwargs}
        program = shape.create_program(**fields, terms=kwargs)
        if is_live:
            shape.start(program=program)
        return program


class AdvocateFactory(factory.Factory):
    """A customer who has joined a program and has a code."""

    class Meta:
        model = Advocate

    program = factory.SubFactory(ProgramFactory)
    user = factory.SubFactory(CustomerFactory)
    shown_name = "Anna"

    @classmethod
    def _create(cls, model_class: type[Advocate], *args: Any, **kwargs: Any) -> Advocate:
        return enroll.join(**kwargs)


def code_of(advocate: Advocate) -> Code:
    """Return the code an advocate shares."""
    code = shared_code(advocate.codes.all())
    if code is None:
        raise Code.DoesNotExist
    return code
