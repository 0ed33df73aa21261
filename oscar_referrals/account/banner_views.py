"""The button [Not now] of the banner that offers the program."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from oscar_referrals.account.code_pages import SeeOther, find_way_back
from oscar_referrals.flows.ask import decline
from oscar_referrals.sharing.banner import remember_no


@method_decorator(csrf_exempt, name="dispatch")
class NotNowView(View):
    """Leave whoever pressed it alone for a while.

    It asks for no token of ours, so that the banner may stand on pages that caches keep. All that
    another site could do with it is to hide a banner.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Remember it with the account; without one in the browser, because it was asked to."""
        response = find_way_back(request) or SeeOther(settings.OSCAR_HOMEPAGE)
        user_id = request.user.pk
        if user_id is not None:
            decline(user_id=user_id)
        else:
            remember_no(response, request=request)
        return response
