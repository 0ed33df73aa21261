"""What is printed on a card: the live program's own figures, the code, and where it leads."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from oscar_referrals.codes import CODE_LENGTH
from oscar_referrals.conf import settings
from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Advocate, Code, Program
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.headlines import headline_for_friend
from oscar_referrals.selectors.offers import Offer, describe_offer, limit_to

_GROUP = 3


@dataclass(frozen=True, slots=True)
class CardFace:
    """The texts of one card in the active language. `facts` and `words` may be ""."""

    shop_name: str
    headline: str
    facts: str
    words: str
    hint: str
    code: str
    address: str

    @property
    def code_in_groups(self) -> str:
        """Return the code as people read it aloud and type it."""
        if len(self.code) != CODE_LENGTH:
            return self.code
        groups = (self.code[at : at + _GROUP] for at in range(0, CODE_LENGTH, _GROUP))
        return " ".join(groups)

    @property
    def short_address(self) -> str:
        """Return the address as people type it, without its scheme."""
        return self.address.partition("://")[2].rstrip("/")


class FaceMaker:
    """Makes the faces of one program's cards: what they have in common is asked once."""

    def __init__(self, program: Program, *, words: str = "") -> None:
        """`words` are printed on every card. Raises Refused if the program has no terms yet."""
        offer = describe_offer(program)
        if offer is None:
            raise Refused(Reason.NO_CARDS_NOW)
        self._offer = offer
        self._words = words

    def face_of(self, code: Code) -> CardFace:
        """Return what is on the card with this code. No query."""
        return CardFace(
            shop_name=settings.SHOP_NAME,
            headline=_headline(self._offer, code.advocate),
            facts=_facts(limit_to(self._offer, code)),
            words=self._words,
            hint=_("Scan it, or type the code in your basket."),
            code=code.text,
            address=shop().share_url(code),
        )


def _headline(offer: Offer, advocate: Advocate) -> str:
    """Return what a card says first. A house's name is that of a place: it gives nothing."""
    name = "" if advocate.is_house else advocate.shown_name
    return headline_for_friend(offer, name=name, is_from_shop=True)


def _facts(offer: Offer) -> str:
    """Return all that has to be known: a card has no rules to unfold."""
    return " ".join(filter(None, (_when(offer), offer.needs, offer.limit)))


def _when(offer: Offer) -> str:
    """Return from which order it counts and until when, with the year: paper lies about."""
    last_day = date_format(offer.last_day, "DATE_FORMAT") if offer.last_day else ""
    words = {"minimum": offer.minimum, "day": last_day}
    if offer.minimum and offer.last_day:
        return _("For orders from %(minimum)s, until %(day)s.") % words
    if offer.minimum:
        return _("For orders from %(minimum)s.") % words
    if offer.last_day:
        return _("Until %(day)s.") % words
    return ""
