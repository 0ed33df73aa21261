"""Who may see what in Wagtail's admin: Django's permission and one of django-rules, both."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from oscar_referrals.models import Account, Advocate, Program, Referral
from oscar_referrals.permissions import (
    CHOOSE_PROGRAMS,
    CONFIGURE_PROGRAMS,
    DECIDE_REFERRALS,
    READ_LIABILITY,
    VIEW_DASHBOARD,
    may,
)
from oscar_referrals.selectors.staff import programs_open_to


class RulesPolicy(ModelPermissionPolicy):
    """Opens what Django's permission for the model and a permission of django-rules both open.

    `permissions` names the latter by action; an action without one is closed to everybody.
    """

    def __init__(self, model: type[Model], *, permissions: Mapping[str, str]) -> None:
        super().__init__(model)
        self.permissions = permissions

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether somebody may do it at all."""
        permission = self.permissions.get(action)
        if permission is None or not super().user_has_permission(user, action):
            return False
        return may(user, permission)

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[Any]":
        """Return who may do one of these, asked person by person."""
        users = super().users_with_any_permission(actions)
        allowed = [user.pk for user in users if self.user_has_any_permission(user, actions)]
        return users.filter(pk__in=allowed)


class ProgramRulesPolicy(RulesPolicy):
    """Asks django-rules about the program of each row as well.

    `program_field` leads from a row to its program: "pk" if it is one.
    """

    def __init__(
        self, model: type[Model], *, permissions: Mapping[str, str], program_field: str
    ) -> None:
        super().__init__(model, permissions=permissions)
        self.program_field = program_field

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Tell whether somebody may do it with this row."""
        program = instance if isinstance(instance, Program) else instance.program
        allowed = self.user_has_permission(user, action)
        return allowed and may(user, self.permissions[action], program)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> "QuerySet[Any]":
        """Return the rows with which somebody may do one of these."""
        allowed = [action for action in actions if self.user_has_permission(user, action)]
        programs = {
            program.pk
            for action in allowed
            for program in programs_open_to(user, self.permissions[action])
        }
        return self.model._default_manager.filter(**{f"{self.program_field}__in": programs})


program_policy = ProgramRulesPolicy(
    Program,
    permissions={
        "view": CHOOSE_PROGRAMS,
        "add": CONFIGURE_PROGRAMS,
        "change": CONFIGURE_PROGRAMS,
        "delete": CONFIGURE_PROGRAMS,
    },
    program_field="pk",
)
referral_policy = ProgramRulesPolicy(
    Referral, permissions={"view": VIEW_DASHBOARD}, program_field="program"
)
advocate_policy = ProgramRulesPolicy(
    Advocate,
    permissions={"view": VIEW_DASHBOARD, "change": DECIDE_REFERRALS},
    program_field="program",
)
liability_policy = RulesPolicy(Account, permissions={"view": READ_LIABILITY})


def register_policies() -> None:
    """Make Wagtail ask these policies, where it knows a register of them: since 8.0."""
    try:
        from wagtail.permissions import register_permission_policy
    except ImportError:
        return
    for policy in (program_policy, referral_policy, advocate_policy, liability_policy):
        register_permission_policy(policy.model, policy)
