"""Who reads our messages: the language, what is wanted, and when somebody was last disturbed.

A customer is known by the account, a guest by the identity of his address.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_KIND = 40


#: Somebody has either an account or an address that was proved.
_IS_ONE_PERSON = Q(user__isnull=False, identity=None) | Q(user=None, identity__isnull=False)


class Reader(models.Model):
    """What we know about a customer or a guest who gets messages.

    `reminded_at` and `asked_at` say when the last reminder and the last offer to take part were
    sent; `declined_at` when the customer answered such an offer with no.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="referral_reader",
    )
    identity = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    language = models.CharField(_("language"), max_length=16, blank=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked to take part"), null=True, blank=True)
    declined_at = models.DateTimeField(_("did not want to take part"), null=True, blank=True)

    class Meta:
        verbose_name = _("reader of messages")
        verbose_name_plural = _("readers of messages")
        constraints = (
            models.CheckConstraint(condition=_IS_ONE_PERSON, name="referrals_reader_is_one_person"),
        )

    def __str__(self) -> str:
        return f"reader {self.pk}"


class MessageChoice(models.Model):
    """Somebody's own choice about one kind of message. Without one the kind's usual way holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="referral_message_choices",
    )
    identity = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    kind = models.CharField(_("kind of message"), max_length=LONGEST_KIND)
    is_wanted = models.BooleanField(_("wanted"))
    chosen_at = models.DateTimeField(_("chosen"))

    class Meta:
        verbose_name = _("choice about messages")
        verbose_name_plural = _("choices about messages")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "kind"), name="referrals_message_choice_once_per_kind"
            ),
            models.UniqueConstraint(
                fields=("identity", "kind"), name="referrals_guest_choice_once_per_kind"
            ),
            models.CheckConstraint(
                condition=_IS_ONE_PERSON, name="referrals_choice_is_of_one_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
