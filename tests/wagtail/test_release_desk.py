"""The desk for releases: who asks fills in a form, a second person reads what changes."""

from html import unescape

import pytest
import rules as permissions
from django.urls import reverse
from oscar.test.factories import RangeFactory

from oscar_referrals.flows.work import run_due
from oscar_referrals.permissions import VIEW_DASHBOARD
from tests.account.pages import signed_in, words_of
from tests.wagtail.releasing import ask, new_terms, what_is_live
from wagtail_referrals.models import Release, Step
from wagtail_referrals.releases import flow
from wagtail_referrals.releases.flow import ReleaseRefused
from wagtail_referrals.releases.views import describe_changes


def entered(browser, program, pages):
    """Return the form's address, and what a browser sends if somebody changes nothing in it."""
    address = reverse("referral_release_ask", args=[program.pk])
    form = browser.get(address).context["terms_form"]
    groups = ("reward_options", "extra_rewards")
    terms = {f"terms-{name}": form[name].value() for name in form.fields if name not in groups}
    fields = {name: value for name, value in terms.items() if value not in (None, False, [])}
    return address, fields | {"pages": [page.pk for page in pages], "has_terms": "on"}


def test_two_people_release_at_the_desk(program, pages, writer, approver):
    first, second = signed_in(writer), signed_in(approver)
    assert program.name in words_of(first.get(reverse("referral_releases")))
    address, fields = entered(first, program, pages)
    wrong = first.post(address, fields | {"terms-friend_value": "0"})
    assert "must be more than nothing" in words_of(wrong)
    answer = first.post(address, fields | {"terms-friend_value": "15"}, follow=True)
    words = words_of(answer)
    assert "Waits for a second person" in words
    assert "The friend gets €10.00 off €15.00 off" in words
    release = Release.objects.get()
    decide = reverse("referral_release_decide", args=[release.pk, "approve"])
    assert "Nobody approves his own change" in words_of(first.post(decide, follow=True))
    second.post(decide)
    run_due()
    assert "Live" in words_of(second.get(reverse("referral_release", args=[release.pk])))
    assert what_is_live(program, pages) == (2, "New words", True)


def test_terms_that_change_nothing_are_not_released(program, pages, writer):
    browser = signed_in(writer)
    address, fields = entered(browser, program, pages)
    answer = browser.post(address, fields)
    assert "The new terms say what the old ones say." in words_of(answer)
    assert not Release.objects.exists()


RULE = {
    "order_rules-minimum_in_range-is_chosen": "on",
    "order_rules-minimum_in_range-ranges": ["coffee"],
    "order_rules-minimum_in_range-amount": "30",
}
EXTRA = {
    "terms-extra_rewards-0-when": "once_at",
    "terms-extra_rewards-0-number": "5",
    "terms-extra_rewards-0-side": "advocate",
    "terms-extra_rewards-0-value": "20",
    "terms-extra_rewards-0-shape": "fixed",
    "terms-extra_rewards-0-kind": "store_credit",
}


@pytest.fixture
def coffee(db):
    return RangeFactory(name="Coffee", slug="coffee")


def test_rules_and_extra_rewards_are_filled_in_like_everything_else(
    program, pages, writer, approver, coffee
):
    browser = signed_in(writer)
    address, fields = entered(browser, program, pages)
    answer = browser.post(address, fields | RULE | EXTRA, follow=True)
    words = words_of(answer)
    assert "Holds goods for at least €30.00 of these ranges: Coffee" in words
    assert "once" in words
    assert "minimum_in_range" not in answer.text
    flow.approve(release=Release.objects.get(), user=approver)
    run_due()
    program.refresh_from_db()
    assert program.current_terms.order_rules == [
        {"rule": "minimum_in_range", "ranges": ["coffee"], "amount": "30.00"}
    ]
    [extra] = program.current_terms.extra_rewards
    assert (extra["when"], extra["number"], extra["value"]) == ("once_at", 5, "20.00")
    form = browser.get(address).context["terms_form"]
    rule = next(
        rule
        for rule in form.rule_books["order_rules"].rules
        if rule.rule.name == "minimum_in_range"
    )
    assert rule.is_taken
    page = unescape(browser.get(address).text)
    assert '<option value="once_at" selected>' in page
    assert '"minimum_in_range"' not in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"order_rules-minimum_in_range-amount": "0"}, "It has to be more than nothing."),
        ({"order_rules-minimum_in_range-ranges": ["tea"]}, "tea is not one of the available"),
        ({"terms-extra_rewards-0-number": "1"}, "greater than or equal to 2"),
        ({"terms-extra_rewards-0-value": ""}, "Please say how much."),
        ({"terms-extra_rewards-0-kind": "cash"}, "cash is not one of the available"),
        ({"terms-reward_value": "a lot"}, "Enter a number."),
        ({"terms-advocate_limit": ""}, "This field is required."),
        ({"terms-hold_days": "100000"}, "less than or equal to"),
    ],
)
def test_what_is_filled_in_wrongly_is_told_beside_its_field(
    program, pages, writer, coffee, wrong, sentence
):
    browser = signed_in(writer)
    address, fields = entered(browser, program, pages)
    answer = browser.post(address, fields | RULE | EXTRA | wrong)
    assert answer.status_code == 200
    assert sentence in words_of(answer)
    assert not Release.objects.exists()


def test_a_release_tells_every_change_of_terms_in_words(program, pages, writer):
    changes = {
        "reward_steps": [{"from": "100.00", "value": "12.00"}],
        "recovery": "write_off",
        "advocate_total": 7,
    }
    release = ask(program, pages, writer, terms=new_terms(program, **changes))
    told = {label: (before, after) for label, before, after in describe_changes(release)}
    assert told["The friend gets"] == ("€10.00 off", "€15.00 off")
    assert told["Friends per advocate in all"] == ("no limit", "7")
    assert ("", "100.00: 12.00") in told.values()


@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "2020-02-02 12:00"])
def test_a_time_that_is_over_is_refused_with_a_sentence(program, pages, writer, moment):
    address = reverse("referral_release_ask", args=[program.pk])
    fields = {"pages": [pages[0].pk], "go_live_at": moment}
    assert "This time is over." in words_of(signed_in(writer).post(address, fields))
    assert not Release.objects.exists()


def test_a_release_of_a_program_that_one_may_not_read_about_does_not_exist(
    program, pages, writer, approver
):
    release = ask(program, pages, writer)
    browser = signed_in(approver)
    usual = permissions.permissions.permissions[VIEW_DASHBOARD]
    is_about_none = permissions.predicate(lambda user, asked: asked is None)
    permissions.set_perm(VIEW_DASHBOARD, usual & is_about_none)
    try:
        assert program.name not in words_of(browser.get(reverse("referral_releases")))
        for name, pk in (("referral_release", release.pk), ("referral_release_ask", program.pk)):
            assert browser.get(reverse(name, args=[pk])).status_code == 404
        for decision in ("approve", "cancel"):
            address = reverse("referral_release_decide", args=[release.pk, decision])
            assert browser.post(address).status_code == 404
        with pytest.raises(ReleaseRefused, match="You may not"):
            flow.approve(release=release, user=approver)
    finally:
        permissions.set_perm(VIEW_DASHBOARD, usual)


def test_the_desk_is_closed_to_others(client, program, pages, writer, editor):
    release = ask(program, pages, writer)
    addresses = [
        reverse("referral_releases"),
        reverse("referral_release_ask", args=[program.pk]),
        reverse("referral_release", args=[release.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code in {302, 403}
    client.post(reverse("referral_release_decide", args=[release.pk, "cancel"]))
    assert Release.objects.get().step == Step.ASKED
    assert reverse("referral_releases") not in client.get(reverse("wagtailadmin_home")).text
