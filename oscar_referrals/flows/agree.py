"""The rules of a program are published, and advocates accept them."""

import hashlib

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import get_language

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Advocate, Program, RulesAcceptance, RulesVersion
from oscar_referrals.names import login_of
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.agreements import versions_in_force
from oscar_referrals.texts import plain_text


@transaction.atomic
def publish_rules(
    *,
    program: Program,
    language: str,
    title: str,
    html: str,
    asks_again: bool = False,
    actor: AbstractBaseUser | None = None,
    source: str = "",
) -> RulesVersion:
    """Put the rules of a program into force in one language, as the next version.

    Text that is in force already stays the version it is. `asks_again` means that who takes part
    has to accept it before going on; `source` says where it was written. The program is locked, so
    that two publications get two numbers. Raises Refused if the program has no terms.
    """
    locked = lock_row(Program, program.pk)
    last = RulesVersion.objects.filter(program=locked, language=language).first()
    sha256 = hashlib.sha256(html.encode()).hexdigest()
    if last is not None and last.sha256 == sha256:
        return last
    return RulesVersion.objects.create(
        program=locked,
        terms=locked.terms_in_force,
        language=language,
        number=last.number + 1 if last else 1,
        title=title,
        html=html,
        plain_text=plain_text(html),
        sha256=sha256,
        asks_again=asks_again,
        published_at=database_now(),
        published_by=login_of(actor),
        source=source,
    )


def require_agreement(*, program: Program, mark: str) -> RulesVersion | None:
    """Return the version in force that somebody has said yes to; None where there are no rules.

    `mark` is the one of the version that he was shown. Raises Refused if he said nothing, or if
    another version is in force meanwhile.
    """
    in_force = list(versions_in_force(program.pk))
    if not in_force:
        return None
    if not mark:
        raise Refused(Reason.RULES_NOT_ACCEPTED)
    for version in in_force:
        if version.mark == mark:
            return version
    raise Refused(Reason.RULES_CHANGED)


def note_acceptance(*, advocate: Advocate, version: RulesVersion) -> None:
    """Write down that an advocate accepts a version; once, however often he says so."""
    RulesAcceptance.objects.get_or_create(
        advocate=advocate,
        version=version,
        defaults={
            "accepted_at": database_now(),
            "language": get_language() or version.language,
        },
    )


def accept_rules(*, advocate: Advocate, mark: str) -> None:
    """Let an advocate who takes part accept the version that he was shown.

    Raises Refused if it is not in force any more, or if he named none.
    """
    version = require_agreement(program=advocate.program, mark=mark)
    if version is not None:
        note_acceptance(advocate=advocate, version=version)
