"""The form of terms asks for what the chosen kind of reward needs."""

from oscar_referrals.dashboard.forms.terms import TermsForm
from oscar_referrals.models import Terms
from oscar_referrals.test.factories import ProgramFactory
from tests.dashboard.test_terms import TERMS

OWN_FIELDS = {
    "reward_kind": "voucher",
    "reward_options-voucher-use": "next_orders",
    "reward_options-voucher-orders": "3",
    "reward_options-voucher-percent": "12.5",
}


def test_the_form_keeps_what_the_chosen_kind_asks_for():
    form = TermsForm(TERMS | OWN_FIELDS, currency="EUR")

    assert form.is_valid(), form.errors
    assert form.terms.reward_options == {"use": "next_orders", "orders": 3, "percent": "12.50"}


def test_the_form_drops_what_another_kind_asks_for():
    form = TermsForm(TERMS | OWN_FIELDS | {"reward_kind": "store_credit"}, currency="EUR")

    assert form.is_valid(), form.errors
    assert form.terms.reward_options == {}


def test_a_wrong_figure_is_told_at_its_own_field(send, program):
    data = TERMS | OWN_FIELDS | {"reward_options-voucher-orders": "1"}

    page = send("referral-program-terms", data, pk=program.pk).content.decode()

    assert "Ensure this value is greater than or equal to 2." in page
    assert Terms.objects.count() == 1


def test_the_form_begins_with_the_options_that_hold(see, db):
    options = {"use": "next_orders", "orders": 3, "percent": "12.50"}
    program = ProgramFactory(reward_kind="voucher", reward_options=options)

    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert 'value="3"' in page
    assert '<option value="next_orders" selected>' in page
