"""Customers accept the published rules when they join, and again when new ones ask for it."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import agree, enroll, shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, Reward, RewardState, RulesAcceptance, RulesVersion
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.agreements import version_to_accept
from oscar_referrals.selectors.invariants.published_rules import altered_versions
from oscar_referrals.selectors.persons import person_behind
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of

PAGE = "/account/invite/"
FIRST = "<h1>Rules</h1><p>Keep what you order.</p><ul><li>Once a year.</li></ul>"
SECOND = "<h1>Rules</h1><p>Keep all that you order.</p><p>Be kind.</p>"


@pytest.fixture
def program(db):
    return ProgramFactory()


def publish(program, html=FIRST, **options):
    options = {"language": "en-gb", "title": "Rules"} | options
    return agree.publish_rules(program=program, html=html, **options)


def join(user, version, **fields):
    fields = {"rules": version.mark} | fields
    return signed_in(user).post(reverse("referral-join"), fields, follow=True)


def test_whoever_joins_accepts_the_version_he_was_shown(ben, program):
    version = publish(program)
    page = signed_in(ben).get(PAGE).text
    assert f'value="{version.mark}" required' in page
    assert reverse("referral-rules-version", args=[program.slug, "en-gb", 1]) in page
    join(ben, version)
    acceptance = RulesAcceptance.objects.get(advocate__user=ben)
    assert (acceptance.version, acceptance.language) == (version, "en-gb")
    assert "Rules accepted: version 1 , " in words_of(signed_in(ben).get(PAGE))


def test_rules_in_a_language_that_django_does_not_know_are_listed_by_its_code(client, program):
    publish(program, language="tlh")
    assert "tlh Version 1" in words_of(client.get(reverse("referral-rules", args=[program.slug])))


def test_nobody_joins_without_the_tick_or_with_a_version_that_is_superseded(ben, program):
    old = publish(program)
    assert "tick that you accept them" in words_of(join(ben, old, rules=""))
    publish(program, SECOND)
    assert "The rules have changed meanwhile." in words_of(join(ben, old))
    assert "The rules have changed meanwhile." in words_of(join(ben, old, rules="1:forged"))
    assert not Advocate.objects.exists()


def test_without_published_rules_nobody_is_asked(ben, program):
    assert "referral-rules" not in signed_in(ben).get(PAGE).text
    signed_in(ben).post(reverse("referral-join"))
    assert Advocate.objects.get().user == ben
    assert not RulesAcceptance.objects.exists()


def test_joining_twice_notes_one_acceptance(ben, program):
    version = publish(program)
    for _ in range(2):
        join(ben, version)
    assert enroll.join(program=program, user=ben) == Advocate.objects.get()
    assert RulesAcceptance.objects.count() == 1


def test_new_rules_that_do_not_ask_leave_everybody_in_peace(program):
    anna = AdvocateFactory(program=program)
    publish(program)
    assert "<label>Your link" in signed_in(anna.user).get(PAGE).text


def test_new_rules_that_ask_come_before_sharing(program):
    anna = AdvocateFactory(program=program, rules=publish(program).mark)
    new = publish(program, SECOND, asks_again=True)
    browser = signed_in(anna.user)
    page = browser.get(PAGE)
    assert "The rules have changed" in words_of(page)
    assert "See what has changed" in words_of(page)
    assert "<label>Your link" not in page.text
    fields = {"program": program.slug, "rules": new.mark}
    answer = browser.post(reverse("referral-accept-rules"), fields, follow=True)
    assert "You can go on inviting friends." in words_of(answer)
    assert "<label>Your link" in answer.text
    assert list(anna.acceptances.values_list("version__number", flat=True)) == [1, 2]


def test_the_question_cannot_be_answered_with_an_old_version(program):
    old = publish(program)
    anna = AdvocateFactory(program=program, rules=old.mark)
    publish(program, SECOND, asks_again=True)
    answer = signed_in(anna.user).post(
        reverse("referral-accept-rules"), {"rules": old.mark}, follow=True
    )
    assert "The rules have changed meanwhile." in words_of(answer)
    assert version_to_accept(program_id=program.pk, person=person_behind(anna)) is not None


def test_a_later_version_that_does_not_ask_answers_the_question_of_an_earlier_one(program):
    anna = AdvocateFactory(program=program, rules=publish(program).mark)
    publish(program, SECOND, asks_again=True)
    third = publish(program)
    agree.accept_rules(advocate=anna, mark=third.mark)
    assert version_to_accept(program_id=program.pk, person=person_behind(anna)) is None


def test_a_reward_waits_until_its_owner_has_accepted_and_is_never_lost(db, monkeypatch):
    program = ProgramFactory(hold_days=1, reward_needs_claim=True, reward_claim_days=5)
    anna = AdvocateFactory(program=program)
    reward = claimable_reward(anna, monkeypatch)
    assert reward.state == RewardState.CLAIMABLE
    new = publish(program, asks_again=True)
    browser = signed_in(anna.user)
    claim = reverse("referral-claim-reward", args=[reward.pk])
    assert "tick that you accept them" in words_of(browser.post(claim, follow=True))
    monkeypatch.setenv(OFFSET_VARIABLE, "9")
    run_due()
    reward.refresh_from_db()
    assert reward.state == RewardState.CLAIMABLE
    browser.post(reverse("referral-accept-rules"), {"rules": new.mark})
    assert "It is yours now." in words_of(browser.post(claim, follow=True))


def claimable_reward(advocate, monkeypatch):
    """Let a friend order by a program whose rewards are claimed; return the advocate's."""
    order = place_referred_order(advocate=advocate).order
    run_due()
    change_status(order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "2")
    run_due()
    return Reward.objects.get()


def test_new_rules_keep_nothing_back_from_who_takes_no_part_and_cannot_accept_them(db, monkeypatch):
    program = ProgramFactory(hold_days=1, reward_needs_claim=True, reward_claim_days=5)
    anna = AdvocateFactory(program=program)
    reward = claimable_reward(anna, monkeypatch)
    publish(program, asks_again=True)
    enroll.leave(advocate=anna)
    claim = reverse("referral-claim-reward", args=[reward.pk])
    assert "It is yours now." in words_of(signed_in(anna.user).post(claim, follow=True))


def test_the_same_text_is_the_same_version_and_old_text_is_a_new_one(program):
    first, again, second, back = (publish(program, text) for text in (FIRST, FIRST, SECOND, FIRST))
    assert first == again
    assert [version.number for version in (first, second, back)] == [1, 2, 3]
    assert publish(program, language="nl").number == 1


def test_a_version_can_be_neither_changed_nor_deleted(program):
    version = publish(program)
    AdvocateFactory(program=program, rules=version.mark)
    version.html = "nothing"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    assert RulesVersion.objects.get().html == FIRST


def unchanging_rows(program):
    """Return each kind of row that is kept for ever, with what somebody might change of it."""
    version = publish(program)
    AdvocateFactory(program=program, rules=version.mark)
    return [(RulesVersion, {"html": "nothing"}), (RulesAcceptance, {"language": "nl"})]


def test_neither_versions_nor_acceptances_are_changed_many_at_once(program):
    for model, change in unchanging_rows(program):
        [row] = model.objects.all()
        attempts = [
            lambda rows=model.objects, change=change: rows.update(**change),
            lambda rows=model.objects, row=row, change=change: rows.bulk_update([row], [*change]),
            model.objects.all().delete,
            lambda rows=model.objects, row=row, change=change: rows.bulk_create(
                [row], update_conflicts=True, update_fields=[*change], unique_fields=["pk"]
            ),
            lambda rows=model.objects, row=row, change=change: rows.update_or_create(
                pk=row.pk, defaults=change
            ),
            row.delete,
            row.save,
        ]
        for attempt in attempts:
            with pytest.raises(TypeError, match="kept for ever"):
                attempt()
    version = RulesVersion.objects.get()
    with pytest.raises(TypeError, match="kept for ever"):
        version.acceptances.update(language="nl")
    assert (version.html, version.acceptances.get().language) == (FIRST, "en-gb")


@pytest.mark.postgres
def test_postgresql_itself_refuses_to_change_versions_and_acceptances(program):
    for model, change in unchanging_rows(program):
        rows = model._base_manager.all()
        for action in (lambda rows=rows, change=change: rows.update(**change), rows.delete):
            with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
                action()
        assert not rows.filter(**change).exists()


def test_an_account_can_be_deleted_and_what_it_accepted_stays_on_record(program):
    version = publish(program)
    anna = AdvocateFactory(program=program, rules=version.mark)
    anna.user.delete()
    kept = RulesAcceptance.objects.get()
    assert (kept.advocate, kept.version, kept.advocate.user) == (anna, version, None)


def test_a_name_to_sign_in_with_may_be_longer_than_what_is_kept_of_it(program):
    owner = SimpleNamespace(get_username=lambda: "owner@" + 300 * "a")
    version = publish(program, actor=owner)
    assert version.published_by == "owner@" + 248 * "a"
    boss = CustomerFactory()
    boss.username = "owner@" + 300 * "a"
    shape.pause(program=program, actor=boss)
    assert program.events.get(to_state="paused").actor_name == version.published_by


def test_a_text_that_is_not_the_published_one_is_noticed(program):
    version = publish(program)
    assert list(altered_versions()) == []
    version.pk, version.number, version.html = None, 2, "<p>Something else.</p>"
    [forged] = RulesVersion.objects.bulk_create([version])
    assert list(altered_versions()) == [
        f"Version {forged.pk} of the rules is not the text that was published."
    ]


def test_a_number_is_given_once(program):
    version = publish(program)
    version.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


def test_the_customer_reads_the_rules_in_his_language(ben, program):
    publish(program)
    dutch = publish(program, "<h1>Regels</h1>", language="nl", title="Regels")
    browser = signed_in(ben)
    browser.cookies["django_language"] = "nl"
    assert dutch.mark in browser.get(PAGE).text
    browser.post(reverse("referral-join"), {"rules": dutch.mark})
    assert RulesAcceptance.objects.get().language == "nl"


def test_everybody_can_read_all_versions_and_what_changed(program):
    for text in (FIRST, SECOND):
        publish(program, text)
    stranger = Client()
    archive = words_of(stranger.get(reverse("referral-rules", args=[program.slug])))
    assert "Version 2 published on" in archive
    old = stranger.get(reverse("referral-rules-version", args=[program.slug, "en-gb", 1]))
    assert FIRST in old.text
    assert "This is an earlier version" in words_of(old)
    changes = stranger.get(reverse("referral-rules-changes", args=[program.slug, "en-gb", 2])).text
    assert '<ins><span class="sr-only">new: </span>all that</ins>' in changes
    assert '<ins><span class="sr-only">new: </span>Be kind.</ins>' in changes
    assert '<del><span class="sr-only">gone: </span>Once a year.</del>' in changes


@pytest.mark.parametrize(
    "address", ["", "en-gb/1/", "en-gb/99999999999999999999/", "en-gb/1/changes/", "x/0/changes/"]
)
def test_what_was_never_published_is_not_found(program, address):
    assert Client().get(f"/invitation-rules/{program.slug}/{address}").status_code == 404


def test_a_program_without_terms_publishes_nothing(program):
    program.current_terms = None
    program.save()
    with pytest.raises(Refused) as refusal:
        publish(program)
    assert refusal.value.reason == Reason.CODE_NOT_STARTED
