"""One card as an SVG drawing, with presentation attributes only."""

from django.template.loader import render_to_string

from oscar_referrals.sharing.card_layout import Layout
from oscar_referrals.sharing.qr import draw_symbol


def card_svg(layout: Layout) -> str:
    """Return a card as an SVG file. Its units are millimeters."""
    symbol = draw_symbol(layout.address)
    module = layout.qr_size / symbol.size
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in symbol.stripes)
    context = {"layout": layout, "module": module, "path": path}
    return render_to_string("oscar_referrals/cards/card.svg", context)
