"""How each way of sharing does."""

from django.db.models import Count

from oscar_referrals.models import Claim, Program, Visit
from oscar_referrals.selectors.figures import KEPT, Funnel


def funnels_by_channel(program: Program) -> list[tuple[str, Funnel]]:
    """Return how far people came by each channel's key, the one with most orders first.

    Three queries. A channel that nobody has used is not there.
    """
    visits = dict(
        Visit.objects.filter(code__advocate__program=program)
        .values_list("channel")
        .annotate(people=Count("visitor", distinct=True))
    )
    claims = dict(
        Claim.objects.filter(code__advocate__program=program)
        .order_by()
        .values_list("channel")
        .annotate(number=Count("pk"))
    )
    ordered = {
        channel: (number, kept)
        for channel, number, kept in program.referrals.order_by()
        .values_list("claim__channel")
        .annotate(number=Count("pk"), kept=Count("pk", filter=KEPT))
    }
    funnels = [
        (
            channel,
            Funnel(
                visitors=visits.get(channel, 0),
                claims=claims.get(channel, 0),
                orders=ordered.get(channel, (0, 0))[0],
                kept=ordered.get(channel, (0, 0))[1],
            ),
        )
        for channel in sorted({*visits, *claims, *ordered})
    ]
    return sorted(funnels, key=lambda row: (row[1].orders, row[1].visitors), reverse=True)
