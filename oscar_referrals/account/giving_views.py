"""What a program has given to partners so far: a page for everybody, nothing personal on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from oscar_referrals.account.code_pages import content_security_policy, show_page
from oscar_referrals.clock import page_now
from oscar_referrals.selectors.given_in_names import given_by
from oscar_referrals.selectors.giving import describe_giving, find_public_program


class GivingView(View):
    """The running total of each partner. Read fresh each time."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show it; a program for other things, or a draft, is not found."""
        program = find_public_program(slug)
        if program is None:
            raise Http404
        context = {
            "program": program,
            "pledges": describe_giving(program),
            "in_names": given_by(program),
            "now": page_now(),
        }
        response = show_page(request, "oscar_referrals/giving.html", context)
        response["Cache-Control"] = "no-store"
        response["Content-Security-Policy"] = content_security_policy()
        return response
