"""Staff see every kind of message, give it words of their own, and send campaigns."""

import pytest
from django.core import mail
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.flows import shape
from oscar_referrals.flows.wishes import refuse_wish
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Campaign, Code, CodeWish, Letter, MessageText, Reader
from oscar_referrals.notify.kinds import MESSAGE_KINDS, PROGRAM_OFFERED, PROMOTION
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, make_product, place_order
from tests.account.pages import words_of
from tests.dashboard.conftest import signed_in

Notification = get_model("communication", "Notification")
LIST = reverse("referral-message-list")


def address(name, key):
    return reverse(f"referral-message-{name}", kwargs={"key": key})


def send_everything(program):
    """Let an advocate join; return the message about it."""
    mail.outbox.clear()
    AdvocateFactory(program=program)
    run_due()
    return mail.outbox[-1]


def test_every_kind_is_on_the_list(viewer):
    words = words_of(viewer.get(LIST))
    for kind in MESSAGE_KINDS.values():
        assert str(kind.label) in words
    assert "Edit" not in words


def test_only_who_may_configure_writes_words(viewer, owner):
    assert viewer.get(address("words", "referral_joined")).status_code == 403
    assert viewer.post(address("words", "referral_joined"), WORDS).status_code == 403
    assert owner.get(address("words", "nonsense")).status_code == 404


@pytest.mark.parametrize("name", ["edit", "restore"])
def test_only_who_may_configure_changes_the_words(viewer, owner, name):
    for client, status in ((viewer, 403), (owner, 302)):
        assert client.post(address(name, "referral_joined")).status_code == status
    assert owner.get(address(name, "referral_joined")).status_code == 405
    assert owner.post(address(name, "nonsense")).status_code == 404


def test_staff_edit_the_words_in_oscars_dashboard_and_take_them_back(owner, program):
    ours = send_everything(program)
    texts = owner.post(address("edit", "referral_joined"))["Location"]
    assert texts == reverse("dashboard:comms-update", kwargs={"slug": "REFERRAL_JOINED"})
    superuser = signed_in(CustomerFactory(is_staff=True, is_superuser=True))
    assert "Send this link to a friend" in superuser.get(texts).text
    same = send_everything(program)
    assert same.subject == ours.subject
    row = get_model("communication", "CommunicationEventType").objects.get()
    row.email_subject_template = "Welcome, your code is {{ code }}"
    row.save()
    assert send_everything(program).subject.startswith("Welcome, your code is ")
    owner.post(address("edit", "referral_joined"))
    assert send_everything(program).subject.startswith("Welcome, your code is ")
    owner.post(address("restore", "referral_joined"))
    assert send_everything(program).subject == ours.subject


WORDS = {
    "subject": "Ciao, {code}",
    "text": "Dai {benefit}, ricevi {reward}.\n\n{link}\n\nLa tua pagina: {page} <3",
    "html": "",
}


def write(client, key, language, **words):
    return client.post(f"{address('words', key)}?language={language}", WORDS | words, follow=True)


def joined_in(program, language):
    """Let an advocate join who reads a language; return the message about it."""
    mail.outbox.clear()
    advocate = AdvocateFactory(program=program)
    Reader.objects.update_or_create(user=advocate.user, defaults={"language": language})
    run_due()
    return mail.outbox[-1]


def test_staff_write_a_message_language_by_language(owner, program):
    assert "have been saved" in words_of(write(owner, "referral_joined", "it"))
    message = joined_in(program, "it")
    code = Code.objects.latest("pk").text
    assert message.subject == f"Ciao, {code}"
    assert f"Dai 10,00\xa0€, ricevi 10,00\xa0€.\n\nhttp://example.com/r/{code}/" in message.body
    [(html, _type)] = message.alternatives
    assert f'<a href="http://example.com/r/{code}/">http://example.com/r/{code}/</a>' in html
    assert html.count('href="http://example.com/account/invite/"') == 2
    assert "&lt;3" in html
    assert joined_in(program, "en-gb").subject.startswith("Your link: give €10.00")
    assert "yours in Italian" in words_of(owner.get(LIST))
    assert Notification.objects.filter(subject=f"Ciao, {code}").count() == 1


def test_words_without_the_readers_page_do_not_lock_a_guest_out(owner, client):
    write(owner, "referral_guest_link", "en-gb", subject="Ciao", text="Here you are.")
    client.post("/guest/", {"email": "gina@example.com"}, HTTP_ACCEPT_LANGUAGE="en-gb")
    run_due()
    message = mail.outbox[-1]
    assert message.body.startswith("Here you are.\n\nhttp://example.com/guest/link/")


def test_first_come_the_words_of_the_language_then_oscars_text_then_ours(owner, program):
    write(owner, "referral_joined", "it")
    owner.post(address("edit", "referral_joined"))
    row = get_model("communication", "CommunicationEventType").objects.get()
    row.email_subject_template = "For everybody: {{ code }}"
    row.save()
    assert joined_in(program, "it").subject.startswith("Ciao, ")
    assert joined_in(program, "en-gb").subject.startswith("For everybody: ")
    write(owner, "referral_joined", "it", subject="", text="")
    assert joined_in(program, "it").subject.startswith("For everybody: ")
    write(owner, "referral_joined", "it")
    owner.post(address("restore", "referral_joined"))
    assert "10,00" in joined_in(program, "it").subject
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": "Your {password}"}, "There is no {password}. You can use {code}, {link},"),
        ({"subject": "{friends} friends"}, "There is no {friends}."),
        ({"html": "{code.voucher}"}, "There is no {code.voucher}."),
        ({"text": "{code"}, "A brace is open."),
        ({"subject": ""}, "A message needs a subject and a text."),
        ({"subject": "x" * 151}, "at most 150 characters"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(owner, said, sentence):
    assert sentence in words_of(write(owner, "referral_joined", "it", **said))
    assert not MessageText.objects.exists()


def test_own_html_holds_values_that_are_made_safe(owner, program):
    html = "<p><b>{why}</b></p>"
    write(owner, "referral_word_refused", "en-gb", subject="No", text="{why}", html=html)
    anna = AdvocateFactory(program=program)
    wish = CodeWish.objects.create(advocate=anna, word="ANNA", asked_at=anna.joined_at)
    refuse_wish(wish=wish, answer="<script>alert(1)</script>", actor=anna.user)
    mail.outbox.clear()
    run_due()
    message = mail.outbox[-1]
    assert "<script>alert(1)</script>" in message.body
    assert "<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>" in message.alternatives[0][0]
    assert "<script" not in Notification.objects.latest("pk").body


def test_a_subject_that_stays_empty_stops_no_message(owner, program):
    write(owner, "referral_joined", "en-gb", subject="{minimum}", text="{code}")
    advocate = AdvocateFactory(program=ProgramFactory(minimum=0))
    run_due()
    [message] = [one for one in mail.outbox if one.to == [advocate.user.email]]
    assert message.subject == "You take part: your link and code"


def test_a_preview_keeps_nothing(owner):
    response = write(owner, "referral_joined", "it", preview="yes")
    assert "This is how it would look" in words_of(response)
    assert "Ciao, ANNA81" in words_of(response)
    assert not MessageText.objects.exists()


@pytest.mark.parametrize("key", MESSAGE_KINDS)
def test_every_kind_has_placeholders_that_its_preview_fills_in(owner, key):
    page = owner.get(address("words", key))
    assert "This is sent now" in words_of(page)
    assert page.context["preview"]["subject"].strip()
    names = [name for name, _label in page.context["placeholders"]]
    data = {"subject": "Hello", "text": " | ".join(names), "preview": "yes"}
    shown = write(owner, key, "en-gb", **data).context["preview"]["body"]
    values = shown.partition("\n--\n")[0].split(" | ")
    assert len(values) == len(names)
    assert all(value.strip() for value in values)


@pytest.mark.parametrize("key", MESSAGE_KINDS)
def test_the_words_of_every_kind_fit_into_oscars_row(owner, key):
    owner.post(address("edit", key))
    row = get_model("communication", "CommunicationEventType").objects.get()
    row.full_clean()
    assert "/emails/" not in row.email_body_template.replace("emails/signature.txt", "")


def test_staff_see_how_many_before_they_send(owner, program):
    page = reverse("referral-program-campaigns", kwargs={"pk": program.pk})
    said = {"name": "May", "kind": PROGRAM_OFFERED, "segment": "all"}
    ben = CustomerFactory()
    assert "would get it now" in words_of(owner.post(page, said))
    assert not Campaign.objects.exists()
    assert owner.post(page, {**said, "send": "yes"}).status_code == 302
    owner.post(page, {**said, "send": "yes"})
    mail.outbox.clear()
    run_due()
    assert [message.to for message in mail.outbox].count([ben.email]) == 1
    assert Letter.objects.filter(user=ben, sent_at__isnull=False).count() == 1
    assert "May" in words_of(owner.get(page))


def test_a_campaign_to_promoters_goes_to_buyers_who_praised_something(owner, program):
    page = reverse("referral-program-campaigns", kwargs={"pk": program.pk})
    assert "promoters: loyal customers, and buyers with a good review" in words_of(owner.get(page))
    pleased, buyer, reader = CustomerFactory.create_batch(3)
    for user in (pleased, buyer):
        place_order(basket=make_basket(owner=user, price="25.00"), email=user.email)
    for user in (pleased, reader):
        make_product(price="5.00").reviews.create(user=user, score=5, status=1, title="!", body="!")
    said = {"name": "Fans", "kind": PROGRAM_OFFERED, "segment": "promoters"}
    assert f"These: {pleased.email}" in words_of(owner.post(page, said))
    mail.outbox.clear()
    owner.post(page, {**said, "send": "yes"})
    run_due()
    assert [message.to for message in mail.outbox] == [[pleased.email]]


def test_a_campaign_is_sent_again_to_those_who_came_since(owner, viewer, program):
    page = reverse("referral-program-campaigns", kwargs={"pk": program.pk})
    CustomerFactory(email="first@example.com")
    owner.post(page, {"name": "May", "kind": PROGRAM_OFFERED, "segment": "all", "send": "yes"})
    run_due()
    mail.outbox.clear()
    CustomerFactory(email="ben@example.com", first_name="<b>Ben", last_name="")
    campaign = Campaign.objects.get()
    again = reverse("referral-campaign-again", kwargs={"pk": campaign.pk})
    assert again in owner.get(page).text
    response = owner.get(again)
    words = words_of(response)
    assert "1 customer would get it now." in words
    assert "ben@example.com (<b>Ben)" in words
    assert "<b>Ben" not in response.text
    assert "first@example.com" not in words
    assert viewer.post(again).status_code == viewer.get(again).status_code == 403
    assert not mail.outbox

    owner.post(again)
    owner.post(again)
    run_due()

    assert [message.to for message in mail.outbox] == [["ben@example.com"]]
    assert "Send again to those" not in words_of(owner.get(again))
    shape.end(program=program)
    assert "The program has ended." in words_of(owner.post(again, follow=True))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": PROMOTION}, "A promotion needs your own words."),
        ({"subject": "Hello"}, "An offer has its own words."),
        ({"segment": "loyal", "name": "May"}, "another campaign of that name"),
        ({"segment": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_sent(owner, program, said, sentence):
    page = reverse("referral-program-campaigns", kwargs={"pk": program.pk})
    usual = {"kind": PROGRAM_OFFERED, "segment": "all", "send": "yes"}
    owner.post(page, {"name": "May", **usual})
    assert sentence in words_of(owner.post(page, {"name": "June", **usual, **said}))
    assert Campaign.objects.count() == 1
