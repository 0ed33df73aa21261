"""What an advocate can press to pass his link on."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language

from oscar_referrals.models import Code, ShareMessage
from oscar_referrals.ports import ShownThing, shop
from oscar_referrals.selectors.offers import Offer
from oscar_referrals.sharing.channels import BADGE, DEVICE, Channel, all_channels
from oscar_referrals.sharing.landing import TO
from oscar_referrals.sharing.wording import Wording, usual_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareButton:
    """A button that opens one of the advocate's apps."""

    key: str
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePanel:
    """Everything to share: the bare link and code, buttons, and what to hand to the phone's list.

    Each link carries its channel. `badge` is the address of a picture for websites and
    `badge_link` where it leads. `thing` is what is shared, None for the shop as a whole.
    """

    code: str
    link: str
    buttons: tuple[ShareButton, ...]
    device: Wording
    device_link: str
    badge: str
    badge_link: str
    thing: ShownThing | None


def describe_panel(
    *, code: Code, program_id: int | None, offer: Offer, thing: ShownThing | None = None
) -> SharePanel:
    """Return what is on the panel of an advocate's code, in the active language. One query.

    Without a program the usual words are suggested, and nothing is asked.
    """
    words = _Words(program_id=program_id, offer=offer, code=code)
    return SharePanel(
        code=code.text,
        link=_link(code, thing),
        buttons=tuple(_buttons(code, words, thing)),
        device=words.of(DEVICE),
        device_link=_link(code, thing, DEVICE),
        badge=shop().badge_url(code),
        badge_link=_link(code, thing, BADGE),
        thing=thing,
    )


def _buttons(code: Code, words: "_Words", thing: ShownThing | None) -> Iterator[ShareButton]:
    for channel in all_channels():
        if channel.pattern:
            wording = words.of(channel)
            address = channel.address(
                text=wording.text, subject=wording.subject, link=_link(code, thing, channel)
            )
            yield ShareButton(key=channel.key, label=str(channel.label), address=address)


def _link(code: Code, thing: ShownThing | None, channel: Channel | None = None) -> str:
    mark = f"{channel.mark}/" if channel else ""
    query = f"?{urlencode({TO: thing.key})}" if thing else ""
    return f"{shop().share_url(code)}{mark}{query}"


class _Words:
    """The words for each channel: staff's for it, else staff's for all, else the usual ones."""

    def __init__(self, *, program_id: int | None, offer: Offer, code: Code) -> None:
        language = get_language() or ""
        languages = (language, language.partition("-")[0])
        rows = ShareMessage.objects.none()
        if program_id is not None:
            rows = ShareMessage.objects.filter(program=program_id, language__in=languages)
        # The language's own variant comes last and wins.
        written = sorted(rows, key=lambda row: row.language == language)
        self._written = {row.channel: row for row in written}
        self._usual = usual_wording(has_minimum=bool(offer.minimum))
        self._values = {
            "benefit": offer.friend_saves,
            "minimum": offer.minimum,
            "shop": shop().name(),
            "code": code.text,
        }

    def of(self, channel: Channel) -> Wording:
        row = self._written.get(channel.key) or self._written.get("")
        if row is None:
            return self._usual.fill(self._values)
        subject = row.subject or self._usual.subject
        return Wording(subject=subject, text=row.text).fill(self._values)
