"""Every message, as its reader gets it: by e-mail in text and HTML, and on the account's page."""

import os
import re
from pathlib import Path

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override
from oscar.core.loading import get_model

from oscar_referrals.notify.kinds import MESSAGE_KINDS
from tests.pictures.letters import LETTERS, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: To somebody without an account, to an address that was changed, to whoever buys codes.
BY_EMAIL_ALONE = {
    "referral_guest_link",
    "referral_payout_details_changed",
    "referral_codes_low",
    "referral_invitation_used",
}
#: What no reader may see: a value nobody has written for him, a gap where one is missing.
RAW = re.compile(
    r"\bNone\b|Decimal|datetime|\{\{|\{%|\d{4}-\d\d-\d\d|&#|&amp;|&quot;| [,.;:!?](?:\s|$)|\(\)"
    r"|[a-z]  [a-z]|\bTrue\b|\bFalse\b|€\s*€"
)
#: A line that leads on stands by itself.
GLUED = re.compile(r"\S\n[^\n]+: https?://")


def faults_of(letter):
    """Return what a demanding reader would not forgive in a message."""
    [(html, kind)] = letter.alternatives
    body = html.partition("<body")[2]
    text = re.sub(r"[ \t]*\n\s*", "\n", strip_tags(body))
    faults = [f"html: {found.group()!r}" for found in RAW.finditer(text) if "&" not in found[0]]
    faults += [f"text: {found.group()!r}" for found in RAW.finditer(letter.body)]
    faults += [f"subject: {found.group()!r}" for found in RAW.finditer(letter.subject)]
    checks = {
        "no subject": not letter.subject.strip(),
        "a subject of several lines": "\n" in letter.subject,
        "a subject that is cut off": len(letter.subject) > 78,
        "not HTML": kind != "text/html",
        "no button": 'class="btn-primary"' not in html,
        "several empty lines": "\n\n\n" in letter.body,
        "an empty line first": letter.body.startswith("\n"),
        "no gap before an address": GLUED.search(letter.body.partition("\n--\n")[0]) is not None,
        "no signature": "\n--\n" not in letter.body,
        "tags in the text": re.search(r"</?[a-z]+>", letter.body) is not None,
        "no address in the text": "http" not in letter.body,
    }
    return faults + [fault for fault, is_there in checks.items() if is_there]


def test_every_kind_is_an_email_in_every_language_and_a_notification(scene):
    assert set(LETTERS) == set(MESSAGE_KINDS)
    notifications = get_model("communication", "Notification").objects
    folder = os.environ.get("SCREENSHOTS")
    faults = {}
    for kind in MESSAGE_KINDS:
        before = notifications.count()
        letter = write(kind, scene)
        found = faults_of(letter)
        is_told_on_the_page = notifications.count() > before
        if is_told_on_the_page is (kind in BY_EMAIL_ALONE):
            found.append("a notification" if is_told_on_the_page else "no notification")
        if folder:
            said = f"{letter.subject}\n\n{letter.body}"
            Path(folder, f"{kind}.txt").write_text(said)
            Path(folder, f"{kind}.html").write_text(letter.alternatives[0][0])
        faults[kind] = found
    faults = {kind: found for kind, found in faults.items() if found}
    for language in ("it", "nl", "vi"):
        faults |= faults_in(language, scene)
    assert faults == {}


def faults_in(language, scene):
    """Return the faults of every message in one language, by its kind."""
    faults = {}
    with override(language):
        for kind in MESSAGE_KINDS:
            found = faults_of(write(kind, scene))
            faults[f"{kind} {language}"] = [fault for fault in found if "cut off" not in fault]
    return {kind: found for kind, found in faults.items() if found}
