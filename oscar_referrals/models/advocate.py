"""An advocate: who invites friends, a customer or a partner organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AdvocateKind(models.TextChoices):
    """Who an advocate is. Only customers earn rewards; the others' referrals are counted."""

    CUSTOMER = "customer", _("customer")
    PARTNER = "partner", _("partner organization")
    HOUSE = "house", _("the shop itself")


#: A customer's place that no account has: a guest's, or one of which the account was deleted.
HAS_NO_ACCOUNT = Q(kind=AdvocateKind.CUSTOMER, user=None)
#: Nobody's account, and an address to which links are sent.
IS_GUEST = HAS_NO_ACCOUNT & ~Q(email="")


class Advocate(models.Model):
    """One customer in one program, or one partner, or one place of the shop's own.

    A guest has no account but an `email`, until he signs in and takes his place over. The identity
    stays when the account is deleted, so nobody can come back as somebody else. Reminders count
    from the day of joining, or from `reminders_from` for who came back or took the place over.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="advocates"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=AdvocateKind, default=AdvocateKind.CUSTOMER
    )
    partner = models.ForeignKey(
        "oscar_referrals.Partner", null=True, on_delete=models.PROTECT, related_name="advocates"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="referral_advocates",
    )
    identity = models.CharField(max_length=64, editable=False)
    email = models.EmailField(_("address of a guest"), blank=True, editable=False)
    shown_name = models.CharField(
        _("first name shown to friends"),
        max_length=40,
        blank=True,
        help_text=_("Leave it empty to stay “a friend”."),
    )
    nickname = models.CharField(
        _("name on the list of the best"),
        max_length=40,
        blank=True,
        help_text=_("Everybody can read it. Leave it empty to stay off the list."),
    )
    refused_nickname = models.CharField(
        _("name that staff took off the list"), max_length=40, blank=True, editable=False
    )
    friends = models.PositiveIntegerField(_("friends counted"), default=0, editable=False)
    thanked_for = models.PositiveIntegerField(
        _("friends that were thanked for"), default=0, editable=False
    )
    decision = models.JSONField(_("rules and their answers"), default=dict, editable=False)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    reminders_from = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("advocate")
        verbose_name_plural = _("advocates")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "identity"), name="referrals_advocate_once_per_program"
            ),
            # Whose address was changed has another identity, and still one place. NULLs differ.
            models.UniqueConstraint(
                fields=("program", "user"), name="referrals_account_once_per_program"
            ),
            models.CheckConstraint(
                condition=Q(kind=AdvocateKind.PARTNER, partner__isnull=False)
                | Q(~Q(kind=AdvocateKind.PARTNER), partner__isnull=True),
                name="referrals_advocate_is_its_partner",
            ),
        )

    def __str__(self) -> str:
        return self.shown_name or (gettext("the shop") if self.is_house else f"advocate {self.pk}")

    @property
    def earns_rewards(self) -> bool:
        """Tell whether a referral is rewarded. The other kinds' referrals are only counted."""
        return self.kind == AdvocateKind.CUSTOMER

    @property
    def is_guest(self) -> bool:
        """Tell whether it is somebody without an account."""
        return self.user_id is None and bool(self.email)

    @property
    def is_house(self) -> bool:
        """Tell whether it is the shop itself. Its name, if it has one, is that of a place."""
        return self.kind == AdvocateKind.HOUSE
