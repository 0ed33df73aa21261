"""Who gets in: nobody, a customer, staff without and staff with the permission."""

import pytest
import rules
from django.test import Client
from django.urls import reverse

from oscar_referrals.dashboard.apps import ReferralsDashboardConfig
from oscar_referrals.models import Program, ProgramState, ReferralState, Work
from oscar_referrals.permissions import DECIDE_REFERRALS
from oscar_referrals.test.factories import CustomerFactory
from tests.dashboard.conftest import make_staff, signed_in

READ = [
    "referral-program-list",
    "referral-program-detail",
    "referral-list",
    "referral-detail",
    "referral-work-list",
]
CONFIGURE = [
    "referral-program-create",
    "referral-program-terms",
    "referral-program-edit",
    "referral-program-allowed",
    "referral-program-messages",
    "referral-program-campaigns",
]
#: Asked for one by one where messages are tested.
MESSAGES = [
    "referral-campaign-again",
    "referral-message-words",
    "referral-message-edit",
    "referral-message-restore",
]
MOVE = ["referral-program-start", "referral-program-pause", "referral-program-end"]
PARTNERS = [
    "referral-partner-create",
    "referral-partner-edit",
    "referral-pledge-create",
    "referral-pledge-end",
    "referral-statement-make",
    "referral-statement-paid",
]
DROPS = [
    "referral-drop-create",
    "referral-drop-stop",
    "referral-drop-schedule",
    "referral-drop-schedule-end",
]
DECIDE = [
    "referral-accept",
    "referral-reject",
    "referral-review",
    "referral-reopen",
    "referral-appeal-answer",
    "referral-work-retry",
    "referral-work-retry-all",
]
#: Asked for one by one where codes are tested.
CODES = ["referral-wish-approve", "referral-wish-refuse", "referral-code-take-back"]
CARDS = ["referral-gift-card-forget", "referral-code-list", "referral-code-warning"]
#: Asked for one by one where cards are tested.
PRINTING = [
    "referral-batch-create",
    "referral-batch-cost",
    "referral-batch-block",
    "referral-batch-sheets",
    "referral-batch-archive",
    "referral-drop-sheets",
    "referral-card-block",
    "referral-card-replace",
    "referral-card-file",
    "referral-card-qr",
    "referral-insert-print",
    "referral-insert-file",
]
#: Asked for one by one where payouts are tested.
PAY_OUT = [
    "referral-payout-list",
    "referral-payout-detail",
    "referral-payout-collect",
    "referral-payout-approve",
    "referral-payout-withdraw",
    "referral-payout-export",
    "referral-payout-settle",
    "referral-payout-failure",
]
WITHOUT_SUBJECT = {
    "referral-program-list",
    "referral-program-create",
    "referral-list",
    "referral-work-list",
    "referral-work-retry-all",
}


@pytest.fixture
def answer(program, referral):
    """Ask for a page by name, by GET or POST; return the status."""

    def ask(client, name, method="get"):
        subject = program if "program" in name else referral
        if "work" in name:
            subject = Work.objects.first()
        kwargs = {} if name in WITHOUT_SUBJECT else {"pk": subject.pk}
        return getattr(client, method)(reverse(name, kwargs=kwargs))

    return ask


@pytest.mark.parametrize("name", [*READ, *CONFIGURE, *MOVE, *DECIDE])
def test_a_stranger_is_sent_to_the_log_in_of_the_dashboard(answer, name):
    response = answer(Client(), name)
    assert response.status_code == 302
    assert response.url.startswith(reverse("dashboard:login"))


@pytest.mark.parametrize("name", [*READ, *CONFIGURE, *MOVE, *DECIDE])
def test_a_customer_is_refused(answer, name):
    assert answer(signed_in(CustomerFactory()), name).status_code == 403


@pytest.mark.parametrize("name", READ)
def test_every_member_of_staff_may_read(answer, viewer, name):
    assert answer(viewer, name).status_code == 200


@pytest.mark.parametrize("name", [*CONFIGURE, *MOVE, *DECIDE])
def test_staff_without_the_permission_are_refused_and_change_nothing(
    answer, viewer, name, program, referral
):
    assert answer(viewer, name, "post").status_code == 403
    program.refresh_from_db()
    referral.refresh_from_db()
    assert (program.state, referral.state) == (ProgramState.LIVE, ReferralState.HELD)
    assert Program.objects.count() == 1


def test_staff_without_the_permission_see_no_button_for_it(answer, viewer):
    assert b"Change terms" not in answer(viewer, "referral-program-detail").content
    assert b"New program" not in answer(viewer, "referral-program-list").content
    assert b"Send to review" not in answer(viewer, "referral-detail").content


@pytest.mark.parametrize("name", CONFIGURE)
def test_who_may_change_programs_may_configure_but_not_decide(answer, name):
    staff = signed_in(make_staff("change_program"))
    assert answer(staff, name).status_code == 200
    assert answer(staff, "referral-reject", "post").status_code == 403


def test_who_may_change_referrals_may_decide_but_not_configure(answer, referral):
    staff = signed_in(make_staff("change_referral"))
    assert answer(staff, "referral-program-pause", "post").status_code == 403
    assert answer(staff, "referral-review", "post").status_code == 302
    referral.refresh_from_db()
    assert referral.state == ReferralState.REVIEW


def test_a_customer_with_the_permission_but_no_staff_status_is_refused(answer, db):
    user = make_staff("change_program", "change_referral")
    user.is_staff = False
    user.save()
    assert answer(signed_in(user), "referral-reject", "post").status_code == 403


def test_an_owner_may_do_everything(answer):
    superuser = signed_in(CustomerFactory(is_staff=True, is_superuser=True))
    assert {answer(superuser, name).status_code for name in [*READ, *CONFIGURE]} == {200}


def test_a_shop_can_tighten_a_rule(answer, owner, referral):
    usual = rules.permissions.permissions[DECIDE_REFERRALS]
    rules.set_perm(DECIDE_REFERRALS, rules.always_deny)
    try:
        assert answer(owner, "referral-review", "post").status_code == 403
    finally:
        rules.set_perm(DECIDE_REFERRALS, usual)


def test_oscars_own_map_is_asked_as_well(answer, viewer):
    rules_before = rules.permissions.permissions[DECIDE_REFERRALS]
    rules.set_perm(DECIDE_REFERRALS, rules.always_allow)
    try:
        assert answer(viewer, "referral-review", "post").status_code == 403
    finally:
        rules.set_perm(DECIDE_REFERRALS, rules_before)


@pytest.mark.parametrize("name", [*MOVE[:2], *DECIDE])
def test_nothing_is_changed_by_following_a_link(answer, owner, name):
    assert answer(owner, name).status_code == 405


def test_every_page_that_changes_something_is_in_oscars_map():
    names = {*CONFIGURE, *MOVE, *PARTNERS, *DROPS, *DECIDE, *PAY_OUT, *CARDS, *PRINTING}
    names |= {*MESSAGES, *CODES}
    assert set(ReferralsDashboardConfig.permissions_map) == names


def test_who_has_no_permission_for_payouts_does_not_see_them(viewer):
    assert viewer.get(reverse("referral-payout-list")).status_code == 403
    page = viewer.get(reverse("dashboard:index")).content.decode()
    assert reverse("referral-payout-list") not in page
