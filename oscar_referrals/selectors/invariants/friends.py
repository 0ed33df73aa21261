"""Who invited whom: once per person, never oneself, never in a circle, within the limits."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from oscar_referrals.models import Advocate, Code, Referral
from oscar_referrals.models.referral import was_undone
from oscar_referrals.selectors.invariants.batches import in_batches


def nobody_invites_himself() -> Iterator[str]:
    """Friend and advocate are two identities."""
    for referral in Referral.objects.filter(friend_identity=F("advocate__identity")):
        yield f"Referral {referral.pk}: the friend is the advocate."


def a_friend_is_invited_once() -> Iterator[str]:
    """One benefit per person and program, except where a cancelled order has freed the friend."""
    is_freed = was_undone() & Q(terms__frees_cancelled_friend=True)
    used = Referral.objects.exclude(is_freed)
    for referral in used.exclude(claimed_identity=F("friend_identity")).order_by("pk"):
        yield f"Referral {referral.pk} does not keep its friend from a second invitation."
    people = used.order_by().values_list("program", "friend_identity")
    for program_id, identity, number in people.annotate(number=Count("pk")).filter(number__gt=1):
        yield f"Program {program_id}: friend {identity[:8]}… was invited {number} times."


def a_referral_follows_its_claim() -> Iterator[str]:
    """Advocate, program and terms of a referral are those of the claim it used."""
    fits = Q(
        advocate=F("claim__code__advocate"), program=F("advocate__program"), terms=F("claim__terms")
    )
    for referral in Referral.objects.exclude(fits).order_by("pk"):
        yield f"Referral {referral.pk} and its claim {referral.claim_id} do not belong together."


def nobody_is_invited_in_a_circle() -> Iterator[str]:
    """Going from friend to advocate, and on from there, never leads back to the friend."""
    invited = Referral.objects.filter(
        program=OuterRef("program"), friend_identity=OuterRef("advocate__identity")
    )
    chained = Referral.objects.filter(Exists(invited)).select_related("advocate")
    for batch in in_batches(chained):
        for referral in batch:
            if _leads_back(referral):
                yield f"Referral {referral.pk} closes a circle of invitations."


def _leads_back(referral: Referral) -> bool:
    """Follow the invitations from a referral's advocate upwards until they end or repeat."""
    seen: set[str] = set()
    identity = referral.advocate.identity
    while identity and identity not in seen:
        if identity == referral.friend_identity:
            return True
        seen.add(identity)
        above = Referral.objects.filter(program=referral.program_id, friend_identity=identity)
        identity = above.order_by("pk").values_list("advocate__identity", flat=True).first() or ""
    return False


def places_are_counted() -> Iterator[str]:
    """Codes and advocates count the friends whose orders were not undone.

    Codes that replaced each other are counted by the first of them.
    """
    counting = Coalesce("claim__code__counted_by", "claim__code")
    used = Referral.objects.exclude(was_undone()).order_by().annotate(counting=counting)
    number_of = dict(used.values_list("counting").annotate(number=Count("pk")))
    codes = Code.objects.filter(Q(friends__gt=0) | Q(pk__in=used.values("counting")))
    for pk, friends in codes.order_by("pk").values_list("pk", "friends"):
        counted = number_of.get(pk, 0)
        if friends != counted:
            yield f"Code {pk} counts {friends} friends, its referrals are {counted}."
    number = Count("referrals", filter=~was_undone(prefix="referrals__"))
    advocates = Advocate.objects.annotate(counted=number)
    for advocate in advocates.exclude(friends=F("counted")).order_by("pk"):
        yield (
            f"Advocate {advocate.pk} counts {advocate.friends} friends,"
            f" the referrals are {advocate.counted}."
        )


def replaced_codes_are_counted_together() -> Iterator[str]:
    """A code is counted by the first of its own advocate's codes, and that one by itself."""
    fits = Q(counted_by=None) | Q(
        counted_by__advocate=F("advocate"), counted_by__counted_by__isnull=True
    )
    for code in Code.objects.exclude(fits).order_by("pk"):
        yield f"Code {code.pk} is counted by {code.counted_by_id}, which does not count for it."


CHECKS = (
    nobody_invites_himself,
    a_friend_is_invited_once,
    a_referral_follows_its_claim,
    nobody_is_invited_in_a_circle,
    places_are_counted,
    replaced_codes_are_counted_together,
)
