"""An owner works with partner organizations: who they are, and what they are promised."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.donate import look_for_orders
from oscar_referrals.flows.enroll import enlist_partner
from oscar_referrals.locks import lock_row
from oscar_referrals.models import CountedOrders, Partner, Pledge, Program, ProgramKind
from oscar_referrals.reasons import Reason


def create_partner(*, name: str, slug: str, description: str, contact: str) -> Partner:
    """Write down a partner. Raises IntegrityError if the name or the short name is taken."""
    return Partner.objects.create(name=name, slug=slug, description=description, contact=contact)


def change_partner(
    *, partner: Partner, name: str, description: str, contact: str, is_active: bool
) -> None:
    """Change what is known of a partner. One who takes no part gets no new pledge."""
    partner.name, partner.description = name, description
    partner.contact, partner.is_active = contact, is_active
    partner.save(update_fields=["name", "description", "contact", "is_active"])


@transaction.atomic
def make_pledge(
    *,
    program: Program,
    partner: Partner,
    percent: Decimal,
    ranges: Sequence[str],
    counts: str,
    starts_at: datetime,
    ends_at: datetime,
    has_code: bool = False,
) -> Pledge:
    """Promise a partner a share of the net proceeds of some ranges (none means all goods).

    Orders from before count too, if the window has begun before. `has_code` gives the partner a
    code and a link of its own, as orders with its code need. Raises Refused if the program is none
    for partners, the partner takes no part, or has another pledge of the program in that time.
    """
    program = lock_row(Program, program.pk)
    if program.kind != ProgramKind.COMMUNITY or not partner.is_active:
        raise Refused(Reason.NOT_FOR_PARTNERS)
    if _has_another_pledge(program=program, partner=partner, starts_at=starts_at, ends_at=ends_at):
        raise Refused(Reason.PLEDGED_ALREADY)
    pledge = Pledge.objects.create(
        program=program,
        partner=partner,
        percent=percent,
        ranges=list(ranges),
        counts=counts,
        currency=program.terms_in_force.currency,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if has_code or counts == CountedOrders.WITH_CODE:
        enlist_partner(program=program, partner=partner)
    look_for_orders(pledge)
    return pledge


@transaction.atomic
def end_pledge(*, pledge: Pledge) -> None:
    """Let orders from now on count no more; what was sold before still does."""
    locked = lock_row(Pledge, pledge.pk)
    moment = max(database_now(), locked.starts_at)
    if moment < locked.ends_at:
        locked.ends_at = moment
        locked.save(update_fields=["ends_at"])
    pledge.refresh_from_db()


def _has_another_pledge(
    *, program: Program, partner: Partner, starts_at: datetime, ends_at: datetime
) -> bool:
    others = Pledge.objects.filter(
        program=program, partner=partner, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    return others.exists()
