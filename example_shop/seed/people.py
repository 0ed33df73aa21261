"""Writes the accounts of everybody who appears in the shop's story."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from oscar.core.application import OscarDashboardConfig

PASSWORD = "coffee-with-friends"  # noqa: S105 - everybody may know it, the shop is an example
DASHBOARD_GROUP = "All Oscar Dashboard Permissions"
INFLUENCERS = "Influencers"

User = get_user_model()


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account. The groups exist already when the accounts are written."""

    email: str
    first_name: str
    last_name: str
    role: str = "customer"
    groups: tuple[str, ...] = ()
    is_staff: bool = False
    is_superuser: bool = False


OWNER = Person(
    email="owner@example.com",
    first_name="Olivia",
    last_name="Marino",
    role="owner, may do everything",
    is_staff=True,
    is_superuser=True,
)
STAFF = Person(
    email="staff@example.com",
    first_name="Samuel",
    last_name="Costa",
    role="works in the dashboard",
    groups=(DASHBOARD_GROUP,),
    is_staff=True,
)
EDITOR = Person(
    email="editor@example.com",
    first_name="Edith",
    last_name="Bauer",
    role="writes and publishes pages",
    groups=("Editors", "Moderators"),
)
ADVOCATE = Person(
    email="anna@example.com", first_name="Anna", last_name="Keller", role="invites friends"
)
OLD_CUSTOMER = Person(
    email="olga@example.com",
    first_name="Olga",
    last_name="Novak",
    role="has ordered before, an influencer",
    groups=(INFLUENCERS,),
)
CUSTOMERS = (
    ADVOCATE,
    Person(email="ben@example.com", first_name="Ben", last_name="Visser"),
    Person(email="carla@example.com", first_name="Carla", last_name="Ricci"),
    Person(email="dario@example.com", first_name="Dario", last_name="Conti"),
    Person(email="emma@example.com", first_name="Emma", last_name="Jansen"),
    OLD_CUSTOMER,
)
EVERYBODY = (OWNER, STAFF, EDITOR, *CUSTOMERS)


def write_people() -> None:
    """Write every account that is not there yet, and what groups may do."""
    _fill_dashboard_group()
    _let_editors_choose_programs()
    Group.objects.get_or_create(name=INFLUENCERS)
    for person in EVERYBODY:
        if not User.objects.filter(email=person.email).exists():
            _write_person(person=person)


def _write_person(*, person: Person) -> None:
    user = User.objects.create_user(
        username=person.email,
        email=person.email,
        password=PASSWORD,
        first_name=person.first_name,
        last_name=person.last_name,
        is_staff=person.is_staff,
        is_superuser=person.is_superuser,
    )
    user.groups.set(Group.objects.filter(name__in=person.groups))


def _let_editors_choose_programs() -> None:
    may_choose = Permission.objects.get(
        content_type__app_label="oscar_referrals", codename="view_program"
    )
    Group.objects.get(name="Editors").permissions.add(may_choose)


def _fill_dashboard_group() -> None:
    """Give the group whatever any dashboard app asks for.

    Oscar's migration fills it before the permissions exist: on a fresh database it is empty.
    """
    wanted = Q()
    for name in _names_of_dashboard_permissions():
        app_label, codename = name.split(".", 1)
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    group, _created = Group.objects.get_or_create(name=DASHBOARD_GROUP)
    group.permissions.add(*Permission.objects.filter(wanted))


def _names_of_dashboard_permissions() -> set[str]:
    """Return the permissions in the dashboard apps' maps; plain `is_staff` is not one."""
    names = set()
    for config in apps.get_app_configs():
        if isinstance(config, OscarDashboardConfig):
            for required in getattr(config, "permissions_map", {}).values():
                names |= _flat(required)
    return {name for name in names if "." in name}


def _flat(required: str | list | tuple) -> set[str]:
    if isinstance(required, str):
        return {required}
    return {name for part in required for name in _flat(part)}
