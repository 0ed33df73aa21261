"""The published rules of a program, version by version, and who has accepted which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.append_only import AppendOnly
from oscar_referrals.names import LONGEST_LOGIN


class RulesVersion(AppendOnly):
    """What the rules of a program said in one language from one publication to the next.

    `html` is all of it, figures and the owner's own words; `sha256` is the hash of `html`. The
    version with the highest number is in force. It can be neither changed nor deleted: somebody may
    have accepted it.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="rules_versions"
    )
    terms = models.ForeignKey("oscar_referrals.Terms", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    html = models.TextField(_("text as published"))
    plain_text = models.TextField(_("text without markup"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    asks_again = models.BooleanField(
        _("who takes part has to accept it before going on"), default=False
    )
    published_at = models.DateTimeField(_("published"))
    published_by = models.CharField(_("published by"), max_length=LONGEST_LOGIN, blank=True)
    source = models.CharField(_("published from"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        ordering = ("program", "language", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "language", "number"), name="referrals_rules_numbered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.language} #{self.number}"

    @property
    def mark(self) -> str:
        """What a form posts to say which text its reader saw, to the letter."""
        return f"{self.pk}:{self.sha256}"


class RulesAcceptance(AppendOnly):
    """An advocate has accepted one version, while the shop spoke to him in `language`.

    It names the advocate and nobody's person: whose account is deleted stays an advocate without a
    name, and what was accepted stays on record.
    """

    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="acceptances"
    )
    version = models.ForeignKey(RulesVersion, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(_("accepted"))
    language = models.CharField(_("language"), max_length=16)

    class Meta:
        verbose_name = _("acceptance of the rules")
        verbose_name_plural = _("acceptances of the rules")
        ordering = ("accepted_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("advocate", "version"), name="referrals_rules_accepted_once"
            ),
        )

    def __str__(self) -> str:
        return f"advocate {self.advocate_id}: version {self.version_id}"
