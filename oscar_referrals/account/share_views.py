"""Sharing besides the account's own page: one thing of the shop, and the picture for websites."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views import View

from oscar_referrals.account.advocate_page import describe_frame, describe_sharing, places_of
from oscar_referrals.account.code_pages import SeeOther, content_security_policy
from oscar_referrals.account.customer_request import PersonRequest
from oscar_referrals.account.person_view import PersonView, own_page
from oscar_referrals.ports import shop
from oscar_referrals.selectors.offers import describe_offer, find_invitation
from oscar_referrals.sharing.landing import wanted_thing

#: So many signs of a headline fit into the picture; a longer one is drawn narrower.
_HEADLINE = 24


class ShareView(PersonView):
    """A product or a wish list that somebody shares. Who has no link yet may join first."""

    def handle_no_permission(self) -> HttpResponse:
        """Send a visitor to the sign-in page, and back to the thing afterwards."""
        return redirect_to_login(self.request.get_full_path(), str(self.login_url))

    def get(self, request: PersonRequest) -> HttpResponse:
        """Show the panel; without a thing that may be shared it is the account's own page."""
        thing = wanted_thing(request)
        place = places_of(request).shown
        if thing is None or place is None or place.advocate is None:
            return SeeOther(own_page(request))
        sharing = describe_sharing(place.advocate, thing=thing)
        if "panel" not in sharing:
            return SeeOther(own_page(request))
        context = {
            "page_title": thing.title,
            **describe_frame(request.person),
            "thing": thing,
            "offer": describe_offer(place.program),
            **sharing,
        }
        return TemplateResponse(request, "oscar_referrals/account/share_thing.html", context)


class BadgeView(View):
    """The picture that leads from a website to a link. For a dead code it is the shop's name.

    It may be kept for five minutes: nothing personal is on it, and many readers see it.
    """

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Draw it; nobody is counted for looking at it."""
        invitation = find_invitation(code)
        headline = invitation.offer.friend_saves if invitation else ""
        context = {
            "headline": headline,
            "is_long": len(headline) > _HEADLINE,
            "shop_name": shop().name(),
        }
        picture = render_to_string("oscar_referrals/sharing/badge.svg", context)
        response = HttpResponse(picture, content_type="image/svg+xml")
        response["Cache-Control"] = "public, max-age=300"
        response["Content-Security-Policy"] = content_security_policy()
        response["X-Robots-Tag"] = "noindex"
        return response
