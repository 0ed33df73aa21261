"""People who release, and what they release."""

from decimal import Decimal

from django.contrib.auth.models import Group, Permission

from oscar_referrals.test.factories import CustomerFactory
from wagtail_referrals.contrib.pages.models import LandingPage, RulesPage
from wagtail_referrals.releases import flow


def make_editor(**fields):
    """Return somebody who may publish pages, change programs, ask for releases and approve them."""
    user = CustomerFactory(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=("Editors", "Moderators")))
    names = ("change_program", "view_release", "add_release", "approve_release")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def new_terms(program, **fields):
    written = {name: getattr(program.current_terms, name) for name in flow.terms_fields()}
    return written | {"friend_value": Decimal("15.00")} | fields


def ask(program, pages, writer, **options):
    options = {"terms": new_terms(program)} | options
    return flow.ask(program=program, pages=pages, user=writer, **options)


def what_is_live(program, pages):
    """Return the number of the terms, the landing page's words, and whether there are rules."""
    program.refresh_from_db()
    landing = LandingPage.objects.get(pk=pages[0].pk)
    rules = RulesPage.objects.get(pk=pages[1].pk)
    return program.current_terms.number, landing.headline, rules.live


NOTHING_NEW = (1, "Old words", False)
