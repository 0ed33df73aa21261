"""The page of the shop that only members may see."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.views.generic import TemplateView
from oscar.core.loading import get_model

from example_shop.seed.members import MEMBERS, RESERVE


class ReserveView(LoginRequiredMixin, UserPassesTestMixin, TemplateView):
    """The goods of the members' range. Everybody else is told who may come in."""

    template_name = "website/reserve.html"

    def test_func(self) -> bool:
        """Tell whether the customer is a member now."""
        return self.request.user.groups.filter(name=MEMBERS).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the goods in the order of the range."""
        reserve = get_model("offer", "Range").objects.filter(name=RESERVE).first()
        products = reserve.all_products().order_by("rangeproduct__display_order") if reserve else ()
        return super().get_context_data(products=products, **kwargs)
