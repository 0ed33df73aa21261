"""What the page says, from the program as it is at this moment."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_addresses import UNKNOWN_CODE

NOT_VALID = "This invitation is no longer valid."


def main_part(response):
    """Return the page without header and footer, where tokens differ from request to request."""
    return response.text.partition("<main")[2].partition("</main>")[0]


def test_a_friend_reads_who_gives_what_and_finds_one_button(client, landing, code):
    text = main_part(client.get(f"/invite/{code}/"))
    assert "Anna gives you €10.00 off your first order" in text
    assert "For orders from €40.00." in text
    assert "Anna gets €10.00 too" in text
    assert "Claim my €10.00" in text
    assert f'action="/invitation/{code}/claim/" method="post"' in text
    assert text.count("csrfmiddlewaretoken") == 1
    assert text.count("btn-primary") == 1


def test_an_advocate_without_a_shown_name_is_a_friend(client, landing, program):
    anonymous = code_of(AdvocateFactory(program=program, shown_name="")).text
    text = client.get(f"/invite/{anonymous}/").text
    assert "A friend gives you €10.00 off your first order" in text
    assert "Your friend gets €10.00 too" in text


def test_new_terms_are_on_the_page_at_once(client, landing, program, code):
    client.get(f"/invite/{code}/")
    terms = {
        "currency": "EUR",
        "friend_benefit": "percentage",
        "friend_value": Decimal("15.00"),
        "minimum": Decimal("0.00"),
        "new_customers_only": False,
        "reward_shape": "percentage",
        "reward_value": Decimal("5.00"),
        "reward_cap": Decimal("20.00"),
    }
    shape.change_terms(program=program, terms=terms)
    friend = client.get(f"/invite/{code}/").text
    assert "Anna gives you 15% off your order" in friend
    assert "For every order, whatever it costs." in friend
    assert "Anna gets 5% of the order, at most €20.00 too" in friend
    assert "Terms no.&nbsp;2." in friend
    assert "Give 15%, get 5% of the order, at most €20.00" in client.get("/invite/").text


def test_the_last_day_is_the_day_before_the_program_ends_at_midnight(
    client, landing, program, code
):
    year = timezone.now().year + 1
    ends = timezone.make_aware(datetime(year, 6, 4))  # noqa: DTZ001 - made aware
    shape.reschedule(program=program, name=program.name, starts_at=None, ends_at=ends)
    friend, everybody = client.get(f"/invite/{code}/").text, client.get("/invite/").text
    assert f"For orders from €40.00, until 3 Jun {year}." in friend
    assert f"€10.00 off an order from €40.00, until 3 Jun {year}." in everybody


def test_figures_are_written_in_the_visitors_language(client, landing, code):
    text = client.get(f"/invite/{code}/", headers={"accept-language": "it"}).text
    assert "10,00\xa0€" in text


def test_a_friend_who_has_claimed_sees_that_it_is_saved(client, landing, code):
    client.post(f"/invitation/{code}/claim/")
    text = main_part(client.get(f"/invite/{code}/"))
    assert "Saved for you: €10.00 off" in text
    assert "Claim my" not in text
    assert text.count("It comes off in your basket.") == 1


def test_the_advocate_sees_what_friends_see_but_no_button(client, landing, program):
    advocate = AdvocateFactory(program=program)
    client.force_login(advocate.user)
    text = main_part(client.get(f"/invite/{code_of(advocate).text}/"))
    assert "This is your own invitation." in text
    assert "Claim my" not in text


def end(program, advocate):
    shape.end(program=program)


def pause(program, advocate):
    shape.pause(program=program)


def leave(program, advocate):
    enroll.leave(advocate=advocate)


def spend_the_budget(program, advocate):
    shape.set_budget(program=program, cap=Decimal("0.00"))


def run_out(program, advocate):
    past = timezone.now() - timedelta(seconds=1)
    shape.reschedule(program=program, name=program.name, starts_at=None, ends_at=past)


def not_yet(program, advocate):
    future = timezone.now() + timedelta(days=1)
    shape.reschedule(program=program, name=program.name, starts_at=future, ends_at=None)


@pytest.mark.parametrize("happens", [end, pause, leave, spend_the_budget, run_out, not_yet])
def test_a_stranger_cannot_tell_why_a_code_does_not_work(client, landing, program, code, happens):
    unknown = client.get(f"/invite/{UNKNOWN_CODE}/")
    happens(program, Advocate.objects.get())
    refused = client.get(f"/invite/{code}/")
    assert (unknown.status_code, refused.status_code) == (404, 404)
    assert NOT_VALID in refused.text
    assert "Anna" not in refused.text
    assert main_part(refused) == main_part(unknown)


@pytest.mark.parametrize("happens", [end, pause, run_out, not_yet])
def test_the_page_itself_promises_nothing_while_the_program_is_closed(
    client, landing, program, code, happens
):
    happens(program, Advocate.objects.get())
    response = client.get("/invite/")
    assert response.status_code == 200
    assert "There is nothing to invite friends to at the moment." in response.text
    assert "€10.00" not in main_part(response)


def test_a_page_without_a_program_says_so_calmly(client, orphan, code):
    assert "nothing to invite friends to" in client.get("/invite/").text
    response = client.get(f"/invite/{code}/")
    assert response.status_code == 404
    assert NOT_VALID in response.text


def test_a_program_that_never_started_gives_nothing_away(client, root):
    add_landing(root, ProgramFactory(is_live=False))
    assert "€10.00" not in main_part(client.get("/invite/"))


def test_editors_words_are_where_they_belong(client, root, program, code):
    add_landing(
        root,
        program,
        headline="Coffee is better together",
        introduction="<p>Invite whom you like.</p>",
        welcome="<p>Good to see you.</p>",
    )
    everybody = client.get("/invite/").text
    friend = client.get(f"/invite/{code}/").text
    assert "Coffee is better together" in everybody
    assert "Invite whom you like." in everybody
    assert "Good to see you." not in everybody
    assert "Good to see you." in friend
    assert "Coffee is better together" not in friend


def test_a_name_is_text_and_never_markup(client, landing, program, code):
    Advocate.objects.update(shown_name="<b>Anna</b>")
    text = client.get(f"/invite/{code}/").text
    assert "<b>Anna" not in text
    assert "&lt;b&gt;Anna" in text
