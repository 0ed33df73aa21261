"""Published rules are, to the letter, what they were when they were published."""

import hashlib
from collections.abc import Iterator

from oscar_referrals.models import RulesVersion
from oscar_referrals.selectors.invariants.batches import in_batches


def altered_versions() -> Iterator[str]:
    """Yield the versions whose text is not the one that was hashed, and accepted."""
    for batch in in_batches(RulesVersion.objects.all()):
        for version in batch:
            if hashlib.sha256(version.html.encode()).hexdigest() != version.sha256:
                yield f"Version {version.pk} of the rules is not the text that was published."


CHECKS = (altered_versions,)
