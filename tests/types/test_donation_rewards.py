"""An advocate's reward goes to a partner: in his name, and never at his expense."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from oscar_referrals import ledger
from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows import partner_statements, partners, shape
from oscar_referrals.flows.hand_over import claim_reward
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, AccountKind, Budget, ProgramKind, Reward, RewardState
from oscar_referrals.selectors.giving import giving_total
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.selectors.persons import person_behind
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from oscar_referrals.test.partners import PartnerFactory

pytestmark = pytest.mark.django_db

DONATION = {"reward_kind": "donation", "reward_options": {"partner": "library"}}


@pytest.fixture
def library(db):
    """The partner that gets the rewards."""
    return PartnerFactory(name="Harbor Library", slug="library")


@pytest.fixture
def anna(library):
    """An advocate whose reward of 10.00 goes to the library."""
    return AdvocateFactory(program=ProgramFactory(slug="shelf", cap=Decimal(1000), **DONATION))


@pytest.fixture
def bring_friend(monkeypatch):
    """Return a function that lets a friend order and keep the goods: 15 days have passed then."""

    def bring(advocate, **kwargs):
        monkeypatch.setenv(OFFSET_VARIABLE, "0")
        referral = place_referred_order(advocate=advocate, **kwargs)
        run_due()
        change_status(referral.order, "Delivered")
        monkeypatch.setenv(OFFSET_VARIABLE, "15")
        run_due()
        referral.refresh_from_db()
        return referral

    return bring


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []
    assert ledger.verify() == []


def balances():
    """Return what is in all accounts, by kind."""
    return {account.kind: account.balance for account in Account.objects.all()}


def give_back(referral, amount, reference="1"):
    """Refund a part of an order, and settle it."""
    record_refund(order=referral.order, amount=Decimal(amount), reference=reference)
    run_due()


def make_statement(advocate, partner):
    """Put everything that was posted so far on a statement."""
    return partner_statements.make_statement(
        program=advocate.program,
        partner=partner,
        currency="EUR",
        ends_at=database_now() + timedelta(days=1),
    )


def page_of(user, name="referral-account", **kwargs):
    """Return the text of a page for a customer."""
    client = Client()
    if user is not None:
        client.force_login(user)
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200
    return response.content.decode()


def test_the_partner_is_owed_the_reward_and_the_advocate_nothing(anna, bring_friend):
    bring_friend(anna)

    assert balances() == {AccountKind.PAYABLE: Decimal("10.00"), AccountKind.EXPENSE: -10}
    assert Budget.objects.get().committed == Decimal("20.00")


def test_it_is_on_the_partners_statement_and_in_the_public_total(anna, library, bring_friend):
    referral = bring_friend(anna)

    statement = make_statement(anna, library)

    assert statement.amount == Decimal("10.00")
    memo = statement.lines.get().entry.transfer.memo
    assert memo == f"Given in a customer's name for order {referral.order_number}"
    assert giving_total("shelf") == [("EUR", Decimal("10.00"))]
    page = page_of(None, "referral-giving", slug="shelf")
    assert "Harbor Library" in page
    assert "€10.00" in page
    assert "Anna" not in page


def test_a_partial_refund_takes_a_part_back(anna, bring_friend):
    referral = bring_friend(anna, quantity=4)

    give_back(referral, "45.00")

    assert balances()[AccountKind.PAYABLE] == Decimal("5.00")
    assert giving_total("shelf") == [("EUR", Decimal("5.00"))]
    assert "Given in your name so far: <strong>€5.00 for Harbor Library</strong>" in page_of(
        anna.user
    )


def test_what_was_paid_to_the_partner_is_never_the_advocates_debt(anna, library, bring_friend):
    referral = bring_friend(anna)
    partner_statements.mark_paid(statement=make_statement(anna, library))

    change_status(referral.order, "Cancelled")
    run_due()

    assert balances() == {
        AccountKind.PAYABLE: Decimal("-10.00"),
        AccountKind.PAID_OUT: Decimal("10.00"),
        AccountKind.EXPENSE: Decimal("0.00"),
    }
    assert "You owe nothing for it." in mail.outbox[-1].body
    assert Reward.objects.get().state == RewardState.REVOKED


def test_an_advocates_debts_are_not_paid_with_a_gift(anna, bring_friend):
    bring_friend(anna)
    holder = Account.objects.get(kind=AccountKind.PAYABLE).holder
    debt = ledger.open_account(
        ledger.Pot(
            AccountKind.RECEIVABLE,
            ledger.person_holder(identity=anna.identity, user_id=anna.user_id),
            "EUR",
        )
    )
    spent = ledger.open_account(ledger.Pot(AccountKind.REDEEMED, ledger.Holder("shop"), "EUR"))
    lines = [ledger.Line(debt, Decimal(-8)), ledger.Line(spent, Decimal(8))]
    ledger.post(ledger.Draft(key="debt", memo="Spent before", lines=lines))

    bring_friend(anna, email="second@example.com")

    assert Account.objects.get(holder=holder).balance == Decimal("20.00")
    assert Account.objects.get(pk=debt.pk).balance == Decimal("-8.00")


def test_the_advocate_reads_and_is_told_what_was_given_in_his_name(anna, bring_friend):
    assert "€10.00 for Harbor Library" in page_of(anna.user)

    bring_friend(anna)

    page = page_of(anna.user)
    assert "Given in your name so far: <strong>€10.00 for Harbor Library</strong>" in page
    assert "€10.00 for Harbor Library</strong> for a friend" in page
    assert "Given in your name</span>" in page
    bodies = [one.body for one in mail.outbox]
    assert any("You get €10.00 for Harbor Library" in body for body in bodies)
    assert any("we give this in your name: €10.00 for Harbor" in body for body in bodies)


def test_a_donation_can_be_an_extra_reward_that_is_claimed(library, bring_friend):
    extra = {
        "side": "advocate",
        "when": "every_referral",
        "kind": "donation",
        "value": "2.00",
        "options": {"partner": "library"},
        "needs_claim": True,
    }
    anna = AdvocateFactory(program=ProgramFactory(extra_rewards=[extra]))
    bring_friend(anna)
    assert AccountKind.PAYABLE not in balances()

    reward = Reward.objects.get(kind="donation")
    claim_reward(reward=reward, person=person_behind(anna))

    assert balances()[AccountKind.PAYABLE] == Decimal("2.00")
    assert giving_total(anna.program.slug) == [("EUR", Decimal("2.00"))]


def test_only_partners_that_take_part_can_be_chosen(library):
    partners.change_partner(
        partner=library, name="Harbor Library", description="", contact="", is_active=False
    )

    with pytest.raises(TermsInvalid, match="partner: There is no library."):
        ProgramFactory(**DONATION)
    with pytest.raises(TermsInvalid, match="partner: The figure is missing."):
        ProgramFactory(reward_kind="donation")


def test_a_partner_that_left_still_gets_what_was_promised(anna, library, bring_friend):
    partners.change_partner(
        partner=library, name="Harbor Library", description="", contact="", is_active=False
    )

    bring_friend(anna)

    assert balances()[AccountKind.PAYABLE] == Decimal("10.00")
    assert "€10.00 for Harbor Library" in page_of(anna.user)


def test_staff_see_it_with_the_partner_and_in_the_command(anna, library, owner, bring_friend):
    bring_friend(anna)

    page = owner.get(reverse("referral-partner-detail", kwargs={"pk": library.pk}))
    assert "Rewards in customers' names" in page.content.decode()
    address = reverse(
        "referral-statement-make", kwargs={"pk": library.pk, "program_id": anna.program_id}
    )
    assert address in page.content.decode()
    out = StringIO()
    call_command("referrals_donations", "--csv", stdout=out)
    assert "library,shelf,in names,,10.00,EUR" in out.getvalue()
    assert "library,shelf,owed,,10.00,EUR" in out.getvalue()


def test_terms_that_give_no_more_leave_the_page_and_the_total(anna, bring_friend):
    bring_friend(anna)
    terms = {"currency": "EUR", "friend_value": Decimal(10), "reward_value": Decimal(10)}
    shape.change_terms(program=anna.program, terms=terms)

    assert "€10.00" in page_of(None, "referral-giving", slug="shelf")


def test_a_program_that_gives_nothing_to_partners_has_no_public_page(library):
    program = ProgramFactory(kind=ProgramKind.DIRECT)

    response = Client().get(reverse("referral-giving", kwargs={"slug": program.slug}))

    assert response.status_code == 404
