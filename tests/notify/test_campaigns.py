"""One message to a segment of the customers: once each, and only to who wants it."""

import io
import itertools

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from oscar_referrals.exceptions import DuplicateName
from oscar_referrals.flows import enroll
from oscar_referrals.flows.campaign import (
    begin_campaign,
    begin_round,
    send_in_background,
    write_letters,
)
from oscar_referrals.flows.message_choices import choose_message
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Campaign, Letter, Work
from oscar_referrals.notify.kinds import PROGRAM_OFFERED, PROMOTION, message_kind
from oscar_referrals.selectors.persons import Person
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, make_product, place_order
from tests.notify.conftest import subjects
from tests.reliability.crowd import at_once, errors_in


@pytest.fixture
def program(db):
    return ProgramFactory(slug="spring")


def run(*args):
    said = io.StringIO()
    call_command("referrals_campaign", "spring", "May", *args, stdout=said)
    return said.getvalue().strip()


def buy(user, *, times=1):
    for _ in range(times):
        place_order(basket=make_basket(owner=user, price="25.00"), email=user.email)


def review(user, *, score, status=1):
    make_product(price="5.00").reviews.create(
        user=user, score=score, status=status, title="Coffee", body="Good."
    )


def receivers():
    return sorted(address for message in mail.outbox for address in message.to)


def test_a_dry_run_counts_and_writes_nothing(program):
    CustomerFactory.create_batch(3)
    assert run("--segment", "all", "--dry-run") == "3 customers would get it"
    assert not Campaign.objects.exists()
    assert not Work.objects.filter(kind="letter").exists()


def test_each_customer_gets_it_once_however_often_the_command_runs(program):
    CustomerFactory.create_batch(2)
    assert run("--segment", "all").startswith("2 letters, 0 of them sent")
    run_due()
    CustomerFactory()
    run("--segment", "all")
    run_due()
    assert run("--segment", "all").startswith("3 letters, 3 of them sent")
    run_due()
    assert len(mail.outbox) == len(set(receivers())) == 3
    assert subjects()[0] == "Give a friend €10.00, get €10.00"
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


def test_a_campaign_that_was_stopped_goes_on_where_it_was(program):
    CustomerFactory.create_batch(5)
    said = {"program": program, "name": "May", "kind": PROGRAM_OFFERED, "segment": "all"}
    stopped = write_letters(begin_campaign(**said), batch=2)
    assert list(itertools.islice(stopped, 1)) == [2]
    assert Letter.objects.count() == 2
    assert list(write_letters(begin_campaign(**said), batch=2)) == [2, 1]
    run_due()
    assert len(receivers()) == len(set(receivers())) == 5


def test_sent_again_it_reaches_who_came_since_and_nobody_twice(program):
    angry, *first = CustomerFactory.create_batch(3)
    choose_message(Person(user_id=angry.pk), kind=message_kind(PROGRAM_OFFERED), is_wanted=False)
    campaign = begin_campaign(program=program, name="May", kind=PROGRAM_OFFERED, segment="all")
    send_in_background(campaign)
    run_due()
    newcomer = CustomerFactory()
    # Whoever has an older account belongs to the segment only now.
    choose_message(Person(user_id=angry.pk), kind=message_kind(PROGRAM_OFFERED), is_wanted=True)
    send_in_background(campaign)
    send_in_background(campaign)
    run_due()
    assert receivers() == sorted(user.email for user in (angry, *first, newcomer))


def test_a_letter_that_could_not_go_out_is_tried_in_the_next_round(program, monkeypatch):
    ben = CustomerFactory()
    campaign = begin_campaign(program=program, name="May", kind=PROGRAM_OFFERED, segment="all")
    send_in_background(campaign)
    choose_message(Person(user_id=ben.pk), kind=message_kind(PROGRAM_OFFERED), is_wanted=False)
    run_due()
    assert not mail.outbox
    choose_message(Person(user_id=ben.pk), kind=message_kind(PROGRAM_OFFERED), is_wanted=True)
    send_in_background(campaign)
    run_due()
    assert receivers() == [ben.email]
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "200")
    send_in_background(campaign)
    run_due()
    assert receivers() == [ben.email]


def test_a_name_stands_for_one_campaign(program):
    said = {"program": program, "name": "May", "kind": PROGRAM_OFFERED}
    begin_campaign(**said, segment="all")
    with pytest.raises(DuplicateName):
        begin_campaign(**said, segment="loyal")
    with pytest.raises(CommandError, match="another campaign May"):
        run("--segment", "loyal")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--message", "promotion"), "needs --subject and --text"),
        (("--subject", "Hello", "--text", "World"), "needs --subject and --text"),
        (("--segment", "nonsense"), "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(program, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*args)
    with pytest.raises(CommandError, match="There is no program winter"):
        call_command("referrals_campaign", "winter", "May")
    assert not Campaign.objects.exists()


def test_segments_tell_customers_apart_by_orders_and_reviews(program):
    new, loyal, pleased, buyer, angry, waiting = CustomerFactory.create_batch(6)
    buy(loyal, times=3)
    buy(buyer)
    review(buyer, score=5)
    review(pleased, score=4)
    review(angry, score=1)
    review(waiting, score=5, status=0)
    sizes = {
        segment: run("--segment", segment, "--dry-run").split()[0]
        for segment in ("all", "buyers", "loyal", "reviewers", "promoters")
    }
    assert sizes == {"all": "6", "buyers": "2", "loyal": "1", "reviewers": "2", "promoters": "2"}


def test_members_are_not_asked_to_become_members_nor_those_who_may_not(program):
    AdvocateFactory(program=program)
    enroll.leave(advocate=AdvocateFactory(program=program))
    CustomerFactory(is_active=False)
    CustomerFactory(email="")
    assert run("--segment", "all", "--dry-run") == "0 customers would get it"


def test_who_switches_it_off_before_it_is_sent_does_not_get_it(program):
    ben = CustomerFactory()
    run("--segment", "all")
    choose_message(Person(user_id=ben.pk), kind=message_kind(PROGRAM_OFFERED), is_wanted=False)
    run_due()
    assert not mail.outbox
    assert Letter.objects.get().sent_at is None


def test_who_was_asked_lately_is_left_alone(program, monkeypatch):
    CustomerFactory()
    run("--segment", "all")
    run_due()
    call_command("referrals_campaign", "spring", "June", "--segment", "all")
    run_due()
    assert len(mail.outbox) == 1
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "91")
    call_command("referrals_campaign", "spring", "Autumn", "--segment", "all")
    run_due()
    assert len(mail.outbox) == 2


def test_letters_of_deleted_accounts_are_no_failure(program):
    ben = CustomerFactory()
    run("--segment", "all")
    ben.delete()
    assert run_due().failed == 0


def test_a_promotion_goes_to_members_who_asked_for_such_news(program):
    anna, berta = (AdvocateFactory(program=program) for _ in range(2))
    stranger = CustomerFactory()
    for user in (anna.user, stranger):
        choose_message(Person(user_id=user.pk), kind=message_kind(PROMOTION), is_wanted=True)
    run_due()
    mail.outbox.clear()
    words = ("--message", "promotion", "--segment", "all")
    run(*words, "--subject", "Twice as much in June", "--text", "From 1 June <b>double</b>.")
    run_due()
    [message] = mail.outbox
    assert message.to == [anna.user.email]
    assert message.subject == "Twice as much in June"
    assert "From 1 June <b>double</b>." in message.body
    assert "&lt;b&gt;double" in message.alternatives[0][0]
    assert berta.user.email not in receivers()


def write_and_send(campaign, everybody_is_ready):
    everybody_is_ready()
    list(write_letters(campaign, batch=3))
    run_due()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_machines_with_one_campaign_write_to_each_customer_once():
    program = ProgramFactory(slug="spring")
    CustomerFactory.create_batch(20)
    campaign = begin_campaign(program=program, name="May", kind=PROGRAM_OFFERED, segment="all")
    begin_round(campaign)

    answers = at_once(write_and_send, [campaign] * 4, threads=4)
    run_due()

    assert errors_in(answers) == []
    assert len(receivers()) == len(set(receivers())) == 20
