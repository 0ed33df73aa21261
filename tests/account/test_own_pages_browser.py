"""Appeal, statement, another code, and inviting without an account: on a phone and at a desk."""

import os
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from oscar_referrals.flows import review
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, Advocate
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import place_referred_order
from tests.account.test_account_page import earn
from tests.account.test_in_browser import check, sign_in
from tests.dashboard.conftest import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/account/invite/"
FIFTH_FRIEND = {
    "when": "once_at",
    "number": 5,
    "side": "advocate",
    "kind": "store_credit",
    "value": "15.00",
}


def look(page, name):
    """Check a page, and keep a picture of it where somebody wants to look."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
    check(page)


def test_a_customer_appeals_reads_the_statement_and_gets_a_code_of_his_own(
    page, live_server, monkeypatch
):
    advocate = AdvocateFactory(program=ProgramFactory(extra_rewards=[FIFTH_FRIEND]))
    earn(advocate, monkeypatch)
    rejected = place_referred_order(advocate=advocate, email="second@example.com")
    run_due()
    review.reject(referral=rejected, actor=make_staff("change_referral"))
    place_referred_order(advocate=advocate, email="third@example.com")
    run_due()
    sign_in(page, live_server, advocate.user)
    page.goto(PAGE)
    expect(page.get_by_text("1 of 5 friends.")).to_be_visible()
    page.get_by_text("Say why, if you like").click()
    page.get_by_label("Why that is wrong").fill("She has kept everything.")
    look(page, "account")
    page.get_by_role("button", name="That is wrong").click()
    expect(page.get_by_text("Thank you. We look again")).to_be_visible()
    expect(page.get_by_role("button", name="That is wrong")).to_have_count(0)

    page.get_by_text("Get another code").first.click()
    page.get_by_label("A word of your own").fill("Anna")
    look(page, "account-code")
    page.get_by_role("button", name="Get another code").click()
    expect(page.get_by_text("Your code is ANNA81 now.")).to_be_visible()
    page.locator("summary", has_text="Your data").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename.startswith("invitations-")

    page.get_by_role("link", name="Statement, line by line").click()
    expect(page.get_by_text("Reward for a friend")).to_be_visible()
    look(page, "statement")

    page.goto("/invitation/?code=anna-82")
    expect(page.get_by_role("heading", name="There is a typing mistake")).to_be_visible()
    look(page, "mistyped")
    page.get_by_role("textbox", name="Code").fill("anna-8l")
    page.get_by_role("button", name="See what it gives").click()
    page.wait_for_url("**/invitation/ANNA81/")


def test_a_guest_invites_without_an_account(page, live_server, monkeypatch):
    ProgramFactory(reward_kind="voucher")
    page.goto("/guest/")
    look(page, "guest-form")
    page.get_by_label("Your e-mail address").fill("gina@example.com")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Please look into your mail")).to_be_visible()
    look(page, "guest-sent")
    run_due()
    address = re.search(r"/guest/link/\S+", mail.outbox[-1].body)
    page.goto(address.group())
    look(page, "guest-link")
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_text("Nobody has ordered with your link yet.")).to_be_visible()
    look(page, "guest-empty")

    guest = Advocate.objects.get(email="gina@example.com")
    reward = earn(guest, monkeypatch)
    place_referred_order(advocate=guest, email="second@example.com")
    monkeypatch.undo()
    page.reload()
    expect(page.get_by_text(reward.voucher.code)).to_be_visible()
    look(page, "guest-page")
    page.locator("summary", has_text="Stop inviting").click()
    page.get_by_role("button", name="Stop inviting").click()
    expect(page.get_by_text("You have left. Your link no longer works")).to_be_visible()
    assert code_of(guest).advocate == guest
    assert not Account.objects.filter(user__isnull=False).exists()
