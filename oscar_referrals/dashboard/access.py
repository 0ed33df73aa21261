"""What every page of the staff has in common."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from oscar_referrals.permissions import (
    CONFIGURE_PROGRAMS,
    DECIDE_REFERRALS,
    PRINT_CARDS,
    VIEW_DASHBOARD,
    may,
)

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class StaffMixin:
    """Lets in who has `permission`. Oscar's `permissions_map` has been asked before."""

    permission = VIEW_DASHBOARD
    request: HttpRequest

    @property
    def staff(self) -> "AbstractBaseUser":
        """The member of staff at work, for the history."""
        return cast("AbstractBaseUser", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for everybody else."""
        if not may(request.user, self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template which buttons to show."""
        user = self.request.user
        return super().get_context_data(
            may_configure=may(user, CONFIGURE_PROGRAMS),
            may_decide=may(user, DECIDE_REFERRALS),
            may_print=may(user, PRINT_CARDS),
            **kwargs,
        )
