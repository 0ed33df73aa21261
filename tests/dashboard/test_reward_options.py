"""The form of terms asks for what a kind of reward needs, and for extra rewards."""

from oscar_referrals.models import Terms
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.writing.terms import TermsForm
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


THIRD_FRIEND = {
    "extra_rewards-0-when": "every_nth",
    "extra_rewards-0-number": "3",
    "extra_rewards-0-side": "advocate",
    "extra_rewards-0-value": "6",
    "extra_rewards-0-shape": "fixed",
    "extra_rewards-0-kind": "store_credit",
}
EMPTY_ROW = {
    "extra_rewards-1-when": "",
    "extra_rewards-1-side": "advocate",
    "extra_rewards-1-shape": "fixed",
    "extra_rewards-1-kind": "store_credit",
}
FRIENDS_VOUCHER = {
    "extra_rewards-2-when": "every_referral",
    "extra_rewards-2-side": "friend",
    "extra_rewards-2-value": "4",
    "extra_rewards-2-shape": "fixed",
    "extra_rewards-2-kind": "voucher",
    "extra_rewards-2-needs_claim": "on",
    "extra_rewards-2-options-voucher-use": "until_used_up",
}


def test_the_form_keeps_the_extra_rewards_that_are_filled_in():
    form = TermsForm(TERMS | THIRD_FRIEND | EMPTY_ROW | FRIENDS_VOUCHER, currency="EUR")

    assert form.is_valid(), form.errors
    assert form.terms.extra_rewards == [
        {
            "side": "advocate",
            "when": "every_nth",
            "kind": "store_credit",
            "shape": "fixed",
            "value": "6.00",
            "number": 3,
        },
        {
            "side": "friend",
            "when": "every_referral",
            "kind": "voucher",
            "shape": "fixed",
            "value": "4.00",
            "options": {"use": "until_used_up"},
            "needs_claim": True,
        },
    ]


def test_what_extra_rewards_cost_is_shown_before_they_are_saved(send, program):
    data = TERMS | THIRD_FRIEND

    page = send("referral-program-terms", data, pk=program.pk).content.decode()

    assert "Extra rewards, on the average" in page
    assert "€24.50, 61 % of the order" in page
    assert "advocate: For every 3 friends: €6.00 (store credit)" in page


def test_an_extra_reward_without_a_size_is_told_at_its_row(send, program):
    data = TERMS | THIRD_FRIEND | {"extra_rewards-0-value": ""}

    page = send("referral-program-terms", data, pk=program.pk).content.decode()

    assert "Please say how much." in page
    assert Terms.objects.count() == 1


def test_extra_rewards_that_contradict_themselves_are_told(send, program):
    data = TERMS | THIRD_FRIEND | {"extra_rewards-0-side": "friend"}

    form = send("referral-program-terms", data, pk=program.pk).context["terms_form"]

    assert form.errors == {
        "extra_rewards": ["Extra reward 1: A milestone belongs to the advocate."]
    }


def test_the_form_begins_with_the_extra_rewards_that_hold_and_has_room_for_more(see, db):
    extra = {"side": "advocate", "when": "once_at", "number": 5, "kind": "voucher", "value": "7.00"}
    program = ProgramFactory(extra_rewards=[extra])

    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert '<option value="once_at" selected>' in page
    assert page.count('<fieldset class="referral-extra">') == 3
