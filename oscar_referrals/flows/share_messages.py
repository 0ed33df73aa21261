"""Staff write what advocates are suggested to write."""

from typing import Any

from oscar_referrals.models import Program, ShareMessage
from oscar_referrals.sharing.wording import check_wording


def write_message(
    *, program: Program, channel: str, language: str, subject: str, text: str
) -> None:
    """Keep the text for one channel ("" for all of them) and language; an empty one takes it away.

    Raises ValidationError for a name in braces that nothing stands for; nothing is written then.
    """
    check_wording(subject)
    check_wording(text)
    place: dict[str, Any] = {"program": program, "channel": channel, "language": language}
    if text.strip():
        words = {"subject": subject.strip(), "text": text.strip()}
        ShareMessage.objects.update_or_create(**place, defaults=words)
    else:
        ShareMessage.objects.filter(**place).delete()
