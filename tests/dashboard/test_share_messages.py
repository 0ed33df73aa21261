"""Staff write what advocates are suggested to send."""

import pytest

from oscar_referrals.models import ShareMessage
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import place_referred_order


def test_texts_are_kept_language_by_language(send, see, program):
    data = {"text_": "Try {shop}.", "subject_email": "For you", "text_email": "{benefit}, {code}"}
    send("referral-program-messages", data, pk=program.pk)
    kept = set(ShareMessage.objects.values_list("channel", "language", "subject", "text"))
    assert kept == {
        ("", "en-gb", "", "Try {shop}."),
        ("email", "en-gb", "For you", "{benefit}, {code}"),
    }
    assert "Try {shop}." in see("referral-program-messages", pk=program.pk).text
    italian = see("referral-program-messages", {"language": "it"}, pk=program.pk).text
    assert "Try {shop}." not in italian


@pytest.mark.parametrize("text", ["{password}", "{shop", "x" * 501])
def test_a_text_that_cannot_be_filled_in_is_refused_whole(send, program, text):
    response = send(
        "referral-program-messages", {"text_": "Fine.", "text_sms": text}, pk=program.pk
    )
    assert "text_sms" in response.context["form"].errors
    assert not ShareMessage.objects.exists()


def test_the_programs_page_tells_how_friends_heard_of_it(see):
    referral = place_referred_order(advocate=AdvocateFactory())
    referral.claim.channel = "telegram"
    referral.claim.save()
    page = see("referral-program-detail", pk=referral.program_id).text
    assert "How do friends hear of it?" in page
    assert "Telegram" in page
