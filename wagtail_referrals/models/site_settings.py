"""What each site of Wagtail decides about its pages on invitations."""

import swapper
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import register_setting
from wagtail.models import Site

from oscar_referrals.selectors.leaders import NOBODY_ALONE
from wagtail_referrals.desk.forms import ProgramSettingsForm

_KEPT = "_invitation_settings"


@register_setting(icon="group")
class InvitationSettings(BaseSiteSetting):
    """One site's choices. A site without a row has the usual ones."""

    program = models.ForeignKey(
        "oscar_referrals.Program",
        verbose_name=_("program of this site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Blocks on pages without a program of their own show it as long as it is open. Left"
            " empty, they show the open program with the highest precedence."
        ),
    )
    landing_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("landing page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "If a program has several landing pages, share links lead to this one, in the visitor’s"
            " language if it is translated. Left empty, they lead to the first one."
        ),
    )
    hub_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page of customers who invite"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Who wants to invite, or to see what came of it, is led to this page, in the visitor’s"
            " language if it is translated. Left empty, it is the shop’s own page."
        ),
    )
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group"),
        default=NOBODY_ALONE,
        validators=[MinValueValidator(NOBODY_ALONE), MaxValueValidator(1000)],
        help_text=_(
            "Of fewer people no list of the best is shown, whatever its block says, because one"
            " could guess who they are."
        ),
    )

    edit_handler = ObjectList(
        [
            FieldPanel("program"),
            FieldPanel("landing_page"),
            FieldPanel("hub_page"),
            FieldPanel("smallest_group"),
        ],
        base_form_class=ProgramSettingsForm,
    )

    class Meta:
        verbose_name = _("invitations")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


def settings_for(request: HttpRequest | None) -> InvitationSettings:
    """Return the choices of the request's site, the usual ones without any. One query a request.

    Wagtail's own `for_request` writes a row where there is none, and fails without a site.
    """
    if request is None:
        return InvitationSettings()
    if not hasattr(request, _KEPT):
        site = Site.find_for_request(request)
        rows = InvitationSettings.objects.select_related("hub_page")
        found = rows.filter(site=site).first() if site else None
        setattr(request, _KEPT, found or InvitationSettings())
    kept: InvitationSettings = getattr(request, _KEPT)
    return kept
