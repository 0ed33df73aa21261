"""Makes what the flows make for partners, by calling the flows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory

from oscar_referrals.clock import database_now
from oscar_referrals.flows import partner_statements, partners
from oscar_referrals.models import (
    Account,
    AccountKind,
    CountedOrders,
    Partner,
    PartnerStatement,
    Pledge,
    Program,
    ProgramKind,
)
from oscar_referrals.test.factories import ProgramFactory


class PartnerFactory(factory.django.DjangoModelFactory):
    """A partner organization."""

    class Meta:
        model = Partner

    name = factory.Sequence("Harbor Library {}".format)
    slug = factory.Sequence("harbor-library-{}".format)
    description = "Books for everybody by the water."
    contact = "library@example.com"


def make_pledge(
    *, program: Program | None = None, partner: Partner | None = None, **fields: Any
) -> Pledge:
    """Return a pledge of 10 % of all goods, from yesterday on and for thirty days."""
    moment = database_now()
    usual: dict[str, Any] = {
        "percent": Decimal(10),
        "ranges": [],
        "counts": CountedOrders.EVERY,
        "starts_at": moment - timedelta(days=1),
        "ends_at": moment + timedelta(days=30),
    }
    return partners.make_pledge(
        program=program or ProgramFactory(kind=ProgramKind.COMMUNITY),
        partner=partner or PartnerFactory(),
        **usual | fields,
    )


def make_statement(pledge: Pledge, **fields: Any) -> PartnerStatement:
    """Put everything that was posted so far on a statement."""
    usual: dict[str, Any] = {"currency": "EUR", "ends_at": database_now() + timedelta(days=1)}
    return partner_statements.make_statement(
        program=pledge.program, partner=pledge.partner, **usual | fields
    )


def balances() -> tuple[Decimal, Decimal]:
    """Return what the only partner is owed and was paid."""
    accounts = {account.kind: account.balance for account in Account.objects.all()}
    return accounts[AccountKind.PAYABLE], accounts.get(AccountKind.PAID_OUT, Decimal("0.00"))
