"""What the rules about a person may look at. What a rule does not ask for is never looked up."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.db.models.functions import Lower

from oscar_referrals.models import AllowedAdvocate, Program
from oscar_referrals.ports import AccountOrders, shop


@dataclass(kw_only=True, eq=False)
class CustomerFacts:
    """Somebody who wants to invite, or a friend who wants to use an invitation.

    `user_id` is None for guests, and `email` "" as long as nobody knows who the visitor is. Amounts
    are in `currency`. `except_order_id` is the order that is being placed, which does not count.
    Every property costs its queries once, when a rule asks for it first.
    """

    program: Program
    user_id: int | None
    email: str
    identities: tuple[str, ...]
    currency: str
    moment: datetime
    except_order_id: int | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anything personal can be judged yet."""
        return self.user_id is not None or bool(self.identities)

    @cached_property
    def account_orders(self) -> AccountOrders:
        """What was ordered with the account: how often, for how much, since when."""
        return shop().account_orders(user_id=self.user_id, currency=self.currency)

    @cached_property
    def past_order_numbers(self) -> frozenset[str]:
        """The numbers of all orders of this person, as a guest as well."""
        return shop().past_order_numbers(
            user_id=self.user_id,
            email=self.email,
            identities=self.identities,
            except_order_id=self.except_order_id,
        )

    @cached_property
    def groups(self) -> frozenset[str]:
        """The names of the groups that the account is in."""
        return shop().groups_of(self.user_id)

    @cached_property
    def is_allowed(self) -> bool:
        """Whether staff have put the e-mail address on the program's list."""
        allowed = AllowedAdvocate.objects.filter(program=self.program, email=self.email.lower())
        return allowed.exists()


def accounts_on_the_list(program_id: int | None) -> Q:
    """Return the condition under which staff have put an account's address on a program's list."""
    model = get_user_model()
    allowed = AllowedAdvocate.objects.filter(program=program_id).values("email")
    accounts = model._default_manager.annotate(address=Lower(model.get_email_field_name()))
    return Q(pk__in=accounts.filter(address__in=allowed).values("pk"))
