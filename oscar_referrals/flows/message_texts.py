"""Staff write a message in their own words, language by language."""

from oscar_referrals.models import MessageText


def write_text(*, kind: str, language: str, subject: str, text: str, html: str = "") -> None:
    """Keep the words of a kind of message in one language; without a text there are none."""
    if not text:
        MessageText.objects.filter(kind=kind, language=language).delete()
        return
    words = {"subject": subject, "text": text, "html": html}
    MessageText.objects.update_or_create(kind=kind, language=language, defaults=words)


def forget_texts(*, kind: str) -> None:
    """Drop the words of a kind of message in every language."""
    MessageText.objects.filter(kind=kind).delete()
