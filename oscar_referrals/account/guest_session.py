"""Whose page a browser shows: of who is signed in, or of the guest who has opened a link."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from oscar_referrals.clock import page_now
from oscar_referrals.selectors.guests import guests_of, invites_with_account
from oscar_referrals.selectors.persons import Person, account_of

SESSION_KEY = "oscar_referrals_guest_address"
STAYS_OPEN = timedelta(hours=12)


def remember_guest(request: HttpRequest, guest: Person) -> None:
    """Let this browser see one guest's page for half a day, under a new session key."""
    request.session.cycle_key()
    ends_at = page_now() + STAYS_OPEN
    request.session[SESSION_KEY] = [guest.email, ends_at.isoformat()]


def remembered_guest(request: HttpRequest) -> Person | None:
    """Return the guest whose page this browser may see; None if the time is over.

    None as well once an account has taken all his places over. One query, two without any place.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    email, ends_at = kept
    guest = Person(email=email)
    is_over = datetime.fromisoformat(ends_at) <= page_now()
    if is_over or (not guests_of(guest).exists() and invites_with_account(guest)):
        request.session[SESSION_KEY] = []
        return None
    return guest


def had_page(request: HttpRequest) -> bool:
    """Tell whether a guest's page was open in this browser until its time was over."""
    return SESSION_KEY in request.session


def forget_guest(request: HttpRequest) -> None:
    """Close the page in this browser."""
    request.session.pop(SESSION_KEY, None)


def find_person(request: HttpRequest) -> Person | None:
    """Return whose page this browser shows: who is signed in, else the guest; None for nobody."""
    user = request.user
    return account_of(user) if user.is_authenticated else remembered_guest(request)
