"""Channels: the ways in which an advocate passes a link on. A shop may register its own.

The shop sends nothing: a button opens one of the advocate's own apps with a text that he can still
change, and no other site is asked for anything before he presses it.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from oscar_referrals.exceptions import DuplicateName
from oscar_referrals.models import DIRECT
from oscar_referrals.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to share.

    `key` names it in the books. `mark` is its short name in links; it must never change, because
    old links stay in the world. `pattern` is the address of its button: {text}, {link}, {subject}
    and {text_and_link} are filled in, safe for an address. Without one there is no button: the link
    gets there in another way.
    """

    key: str
    mark: str
    label: str | Promise
    pattern: str = ""

    @property
    def takes_words(self) -> bool:
        """Whether a text goes with the link; some sites show a picture of the page instead."""
        return not self.pattern or "{text" in self.pattern

    def address(self, *, text: str, link: str, subject: str) -> str:
        """Return the address that opens the advocate's app."""
        values = {
            "text": text,
            "link": link,
            "subject": subject,
            "text_and_link": f"{text}\n{link}",
        }
        return self.pattern.format(**{name: quote(said, safe="") for name, said in values.items()})


_channels: Registry[Channel] = Registry()


def register_channel(channel: Channel) -> Channel:
    """Add a channel; its button comes after those that are there. Raises DuplicateName."""
    if channel.key == DIRECT or channel_of(channel.mark) != DIRECT:
        raise DuplicateName(channel.key)
    return _channels.register(channel.key, channel)


def all_channels() -> tuple[Channel, ...]:
    """Return all channels in the order of their buttons."""
    return tuple(_channels.values())


def channel_of(mark: str) -> str:
    """Return the key of the channel that a link names; "direct" for any other text."""
    return next((channel.key for channel in all_channels() if channel.mark == mark), DIRECT)


def mark_of(key: str) -> str:
    """Return what links of a channel carry; "" for "direct" and for channels that are gone."""
    channel = _channels.get(key)
    return channel.mark if channel else ""


def label_of(key: str) -> str:
    """Return a channel's name for people; its key if the shop has taken it away."""
    if key == DIRECT:
        return str(pgettext_lazy("channel", "Link or typed code"))
    channel = _channels.get(key)
    return str(channel.label) if channel else key


WHATSAPP = register_channel(
    Channel(
        key="whatsapp",
        mark="wa",
        label=_("WhatsApp"),
        pattern="https://wa.me/?text={text_and_link}",
    )
)
EMAIL = register_channel(
    Channel(
        key="email",
        mark="em",
        label=_("E-mail"),
        pattern="mailto:?subject={subject}&body={text_and_link}",
    )
)
SMS = register_channel(
    Channel(key="sms", mark="sm", label=_("Text message"), pattern="sms:?&body={text_and_link}")
)
TELEGRAM = register_channel(
    Channel(
        key="telegram",
        mark="tg",
        label=_("Telegram"),
        pattern="https://t.me/share/url?url={link}&text={text}",
    )
)
FACEBOOK = register_channel(
    Channel(
        key="facebook",
        mark="fb",
        label=_("Facebook"),
        pattern="https://www.facebook.com/sharer/sharer.php?u={link}",
    )
)
X = register_channel(
    Channel(
        key="x",
        mark="x",
        label=_("X"),
        pattern="https://x.com/intent/post?text={text}&url={link}",
    )
)
LINKEDIN = register_channel(
    Channel(
        key="linkedin",
        mark="in",
        label=_("LinkedIn"),
        pattern="https://www.linkedin.com/sharing/share-offsite/?url={link}",
    )
)
#: The phone's own list of apps, which a browser offers.
DEVICE = register_channel(Channel(key="device", mark="dv", label=_("Another app")))
#: A picture with a link, for a blog.
BADGE = register_channel(Channel(key="badge", mark="bg", label=_("Badge on a website")))
