"""Who somebody is, without keeping who he is: a keyed hash of the canonical e-mail address.

The hash outlives the account, so a person stays known after he deletes it. It is pseudonymous, not
anonymous: the keys are secrets of their own (`OSCAR_REFERRALS_IDENTITY_KEYS`).
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.base_user import AbstractBaseUser

from oscar_referrals.conf import settings


@dataclass(frozen=True, slots=True)
class AliasRule:
    """How one mail provider lets a single mailbox have many addresses."""

    domains: frozenset[str]
    canonical_domain: str
    ignores_dots: bool = False
    tag_separator: str = "+"


ALIAS_RULES = (
    AliasRule(frozenset({"gmail.com", "googlemail.com"}), "gmail.com", ignores_dots=True),
    AliasRule(frozenset({"outlook.com"}), "outlook.com"),
    AliasRule(frozenset({"hotmail.com"}), "hotmail.com"),
    AliasRule(frozenset({"live.com"}), "live.com"),
    AliasRule(frozenset({"icloud.com", "me.com", "mac.com"}), "icloud.com"),
    AliasRule(frozenset({"fastmail.com"}), "fastmail.com"),
    AliasRule(frozenset({"fastmail.fm"}), "fastmail.fm"),
    AliasRule(frozenset({"proton.me", "protonmail.com", "pm.me"}), "proton.me", ignores_dots=True),
    AliasRule(frozenset({"yandex.com", "yandex.ru", "ya.ru"}), "yandex.ru"),
)
_RULES_BY_DOMAIN = {domain: rule for rule in ALIAS_RULES for domain in rule.domains}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox, and how its provider lets it be addressed."""

    name: str
    rule: AliasRule


def mailbox_of(email: str) -> Mailbox | None:
    """Return the mailbox behind an address; None where only one address is known to lead to it."""
    name, _separator, domain = canonical_email(email).rpartition("@")
    rule = _RULES_BY_DOMAIN.get(domain)
    return Mailbox(name, rule) if rule and name else None


def canonical_email(email: str) -> str:
    """Return the address that all aliases of one mailbox share, for comparison only.

    Never raises. Addresses of providers without a known alias rule are only case-folded.
    """
    text = unicodedata.normalize("NFKC", email).strip().casefold()
    local, separator, domain = text.rpartition("@")
    if not separator:
        return text
    domain = _ascii_domain(domain)
    rule = _RULES_BY_DOMAIN.get(domain)
    if rule is None:
        return f"{local}@{domain}"
    mailbox = local.partition(rule.tag_separator)[0]
    if rule.ignores_dots:
        mailbox = mailbox.replace(".", "")
    return f"{mailbox or local}@{rule.canonical_domain}"


def email_of(user: AbstractBaseUser) -> str:
    """Return the e-mail address of an account, "" if it has none."""
    return str(getattr(user, user.get_email_field_name(), "") or "")


def identify_email(email: str) -> str:
    """Return the identity (64 hexadecimal signs) of an e-mail address, "" for an empty one."""
    return next(identify_emails([email]))


def identify_emails(emails: Iterable[str]) -> Iterator[str]:
    """Yield the identities of many e-mail addresses; see `identify_email`."""
    newest = settings.IDENTITY_KEYS[0]
    return (_identify(email, newest) if email.strip() else "" for email in emails)


def known_identities(email: str) -> tuple[str, ...]:
    """Return an address's identities under every key, the newest first; () for an empty one.

    Write the first, look for all: that way people stay known when the key is changed.
    """
    if not email.strip():
        return ()
    return tuple(_identify(email, key) for key in settings.IDENTITY_KEYS)


def _identify(email: str, key: str) -> str:
    return keyed_hash(message=f"email:{canonical_email(email)}".encode(), key=key)


def keyed_hash(*, message: bytes, key: str) -> str:
    """Return HMAC-SHA256 of a message as 64 hexadecimal signs."""
    return hmac.digest(key.encode(), message, hashlib.sha256).hex()


@lru_cache(maxsize=1_000)
def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
