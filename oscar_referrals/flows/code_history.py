"""What staff do with the codes of an advocate: written down for good, and told to him."""

from django.contrib.auth.base_user import AbstractBaseUser

from oscar_referrals.clock import database_now
from oscar_referrals.flows import tell
from oscar_referrals.models import Advocate, CodeStep, Event
from oscar_referrals.names import login_of
from oscar_referrals.reasons import Reason


def note_step(
    *,
    advocate: Advocate,
    before: CodeStep,
    after: CodeStep,
    actor: AbstractBaseUser,
    details: dict[str, str],
) -> None:
    """Append a step to an advocate's history, and let him be told. Call it in the transaction."""
    event = Event.objects.create(
        program_id=advocate.program_id,
        terms_id=advocate.program.current_terms_id,
        advocate=advocate,
        happened_at=database_now(),
        from_state=before,
        to_state=after,
        reason=Reason.STAFF_DECISION,
        actor_id=actor.pk,
        actor_name=login_of(actor),
        details=details,
    )
    tell.code_decided(event)
