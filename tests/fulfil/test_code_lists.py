"""Codes of other retailers: each is given once, and a reward waits visibly when there is none."""

from decimal import Decimal
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from oscar_referrals.days import format_day
from oscar_referrals.flows import code_lists
from oscar_referrals.flows.code_lists import BoughtCode, add_codes, give_code, give_codes
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import CodeList, ListedCode
from oscar_referrals.selectors.code_lists import waiting_rewards
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of
from tests.dashboard.conftest import make_staff, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    """Anna gets gift cards over 10.00 of other shops."""
    return AdvocateFactory(program=ProgramFactory(reward_kind="retailer_card", minimum=0))


@pytest.fixture
def referral(anna, reward_now):
    return reward_now(place_referred_order(advocate=anna, email="ben@example.com"))


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


def buy(*texts, label="Books and more", value="10.00"):
    """Add codes to a list."""
    return add_codes(
        [
            BoughtCode(line=line, label=label, currency="EUR", value=Decimal(value), text=text)
            for line, text in enumerate(texts, start=2)
        ]
    )


@pytest.fixture
def upload(db):
    """Return a function that sends a file as staff who may; it returns the answer."""
    client = signed_in(make_staff("add_listedcode"))

    def send(text):
        content = text if isinstance(text, bytes) else text.encode()
        file = SimpleUploadedFile("codes.csv", content, content_type="text/csv")
        return client.post(reverse("referral-code-list"), {"file": file}, follow=True)

    return send


def test_a_reward_gets_a_code_and_its_owner_is_told(referral, anna, mailoutbox, balance):
    buy("BOOK-1", "BOOK-2")
    run_round()
    run_due()

    code = ListedCode.objects.get(reward__isnull=False)
    assert (code.text, code.reward) == ("BOOK-1", referral.rewards.get())
    assert (balance("card_due"), balance("card_given")) == (0, Decimal("10.00"))
    assert "BOOK-1" in words_of(signed_in(anna.user).get("/account/invite/"))
    [message] = [one for one in mailoutbox if one.subject.startswith("Your gift card is there")]
    assert "Books and more" in message.body
    assert "BOOK-1" not in message.body


def test_without_a_code_the_reward_waits_where_both_sides_see_it(referral, anna, balance):
    assert give_codes() == 0
    assert balance("card_due") == Decimal("10.00")
    page = signed_in(anna.user).get("/account/invite/")
    assert "We are waiting for new cards." in words_of(page)
    staff = signed_in(make_staff("add_listedcode")).get(reverse("referral-code-list"))
    assert "1 reward waits for a code" in words_of(staff)


def test_it_is_given_as_soon_as_codes_come(referral):
    give_codes()
    buy("BOOK-1")
    assert (give_codes(), give_codes()) == (1, 0)
    assert not waiting_rewards().exists()


def test_a_code_has_to_be_worth_exactly_as_much(referral):
    buy("SMALL", label="Small", value="9.99")
    buy("LARGE", label="Large", value="25.00")
    assert give_codes() == 0


def test_a_program_can_name_its_lists(reward_now):
    buy("BOOK-1")
    buy("FILM-1", label="Films")
    program = ProgramFactory(reward_kind="retailer_card", reward_options={"lists": ["films"]})
    reward_now(place_referred_order(advocate=AdvocateFactory(program=program)))
    give_codes()
    assert ListedCode.objects.get(reward__isnull=False).text == "FILM-1"


def test_a_card_that_was_not_claimed_waits_for_its_owner_before_it_waits_for_a_code(
    reward_now, mailoutbox
):
    program = ProgramFactory(reward_kind="retailer_card", reward_needs_claim=True)
    anna = AdvocateFactory(program=program)
    reward = reward_now(place_referred_order(advocate=anna)).rewards.get()
    buy("BOOK-1")
    assert give_codes() == 0
    assert not waiting_rewards().exists()
    browser = signed_in(anna.user)
    words = words_of(browser.get("/account/invite/"))
    assert "A gift card of another shop worth €10.00 waits for you Claim it until" in words
    assert "We are waiting for new cards." not in words
    [message] = [one for one in mailoutbox if "waits for you" in one.body]
    assert f"until {format_day(reward.expires_at)}." in message.body

    address = reverse("referral-claim-reward", kwargs={"pk": reward.pk})
    words = words_of(browser.post(address, follow=True))
    assert "Claim it until" not in words
    assert "We are waiting for new cards." in words
    assert "worth €10.00 for a friend · On its way" in words

    assert give_codes() == 1
    words = words_of(browser.get("/account/invite/"))
    assert "BOOK-1" in words
    assert "worth €10.00 for a friend · Yours" in words


def test_what_fails_does_not_stop_the_rest(referral, anna):
    buy("BOOK-1")
    with mock.patch.object(code_lists, "_take_code", side_effect=ValueError):
        assert give_codes() == 0
    assert ListedCode.objects.filter(reward=None).count() == 1
    assert give_codes() == 1


def test_a_reward_that_was_taken_back_gets_no_code(referral, balance):
    reward = referral.rewards.get()
    change_status(referral.order, "Cancelled")
    run_due()
    buy("BOOK-1")
    assert not give_code(reward_id=reward.pk)
    assert (balance("card_due"), balance("receivable")) == (0, 0)


def test_a_partial_refund_does_not_divide_a_card(referral, balance):
    line = referral.order.lines.get()
    record_refund(order=referral.order, amount=Decimal(0), reference="one", lines={line.pk: 1})
    run_due()
    assert referral.rewards.get().net == 10
    assert balance("card_due") == 10


def test_a_code_that_was_given_is_owed_after_a_refund(referral, balance):
    buy("BOOK-1")
    give_codes()
    change_status(referral.order, "Cancelled")
    run_due()
    assert (balance("card_given"), balance("receivable")) == (10, -10)


def test_the_database_itself_gives_a_reward_one_code(referral):
    buy("BOOK-1", "BOOK-2")
    reward = referral.rewards.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ListedCode.objects.update(reward=reward)


def test_a_code_that_somebody_else_has_just_taken_is_not_given_again(referral):
    buy("BOOK-1")
    with mock.patch.object(QuerySet, "update", return_value=0):
        assert not code_lists._take_code(referral.rewards.get())


def test_who_buys_codes_is_warned_once(referral, anna, mailoutbox):
    buy("BOOK-1", "BOOK-2", "BOOK-3")
    CodeList.objects.update(warn_below=3, warn_email="buyer@example.com")
    give_codes()
    run_due()
    [message] = [one for one in mailoutbox if one.to == ["buyer@example.com"]]
    assert message.subject == "Few codes are left: Books and more"
    assert "2 codes are left" in message.body
    staff = signed_in(make_staff("add_listedcode")).get(reverse("referral-code-list"))
    assert "Please buy more" in words_of(staff)


def test_a_file_makes_lists_and_leaves_out_what_is_there(upload):
    text = "label,currency,value,code\nBooks,EUR,10.00,B-1\nFilms,eur,25,F-1\n\nBooks,EUR,10,B-1\n"
    assert told(upload(text)) == ["2 codes were added."]
    assert told(upload("\ufeff" + text))[-1] == "0 codes were added."
    assert list(CodeList.objects.values_list("slug", "value")) == [("books", 10), ("films", 25)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The submitted file is empty."),
        ("code\nB-1\n", "The first line has to be: label,currency,value,code"),
        ("label,currency,value,code\n", "There is no code in the file."),
        (b"\xff\xfe\x00", "This is no CSV file in UTF-8."),
        ("label,currency,value,code\nBooks,EUR,10.00\n", "Line 2: There have to be four values."),
        ("label,currency,value,code\nA,EUR,ten,B-1\n", "Line 2: The value has to be an amount"),
        ("label,currency,value,code\nA,EUR,NaN,B-1\n", "Line 2: The value has to be an amount"),
        ("label,currency,value,code\nA,EURO,1,B-1\n", "Line 2: The currency has to be three"),
        ("label,currency,value,code\nA,EUR,1.005,B-1\n", "Line 2: EUR has no smaller unit"),
        ("label,currency,value,code\nA,EUR,1,\u202eB\n", "Line 2: Please use visible signs only."),
        (
            "label,currency,value,code\nA,EUR,1,B-1\nA,EUR,2,B-2\n",
            "Line 3: codes of this name are worth 1 EUR each.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_line_and_adds_nothing(upload, text, sentence):
    response = upload(text)
    assert sentence in words_of(response)
    assert "Nothing was saved." in words_of(response)
    assert (CodeList.objects.count(), ListedCode.objects.count()) == (0, 0)


def test_two_names_that_look_alike_are_two_lists(upload):
    upload("label,currency,value,code\nBooks!,EUR,10,B-1\nBooks?,EUR,20,B-2\n書店,EUR,5,B-3\n")
    assert sorted(CodeList.objects.values_list("slug", flat=True)) == ["books", "books-2", "list"]


def test_nobody_reads_a_code_in_the_dashboard(upload):
    response = upload("label,currency,value,code\nBooks,EUR,10.00,SECRET-1\n")
    assert "SECRET-1" not in response.content.decode()


def test_who_is_warned_can_be_changed(upload):
    upload("label,currency,value,code\nBooks,EUR,10.00,B-1\n")
    client = signed_in(make_staff("add_listedcode"))
    address = reverse("referral-code-warning", kwargs={"pk": CodeList.objects.get().pk})
    client.post(address, {"warn_below": "5", "warn_email": "buyer@example.com"})
    assert CodeList.objects.get().warn_below == 5
    wrong = client.post(address, {"warn_below": "-1", "warn_email": "nobody"}, follow=True)
    assert "Please give a number" in told(wrong)[-1]
    assert CodeList.objects.get().warn_below == 5


def test_staff_without_the_permission_see_and_add_nothing(db):
    client = signed_in(make_staff())
    assert client.get(reverse("referral-code-list")).status_code == 403
    assert reverse("referral-code-list") not in client.get("/shop/dashboard/").content.decode()
