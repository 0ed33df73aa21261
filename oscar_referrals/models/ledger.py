"""The ledger's rows: accounts, transfers and entries. Written by `oscar_referrals.ledger` only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.append_only import AppendOnly


class AccountKind(models.TextChoices):
    """What an account counts."""

    CREDIT = "credit", _("customer's credit")
    PAYOUT_DUE = "payout_due", _("money to pay out")
    PAYOUT_OPEN = "payout_open", _("money in a payout")
    GIFT_CARD = "gift_card", _("left on a gift card")
    CARD_DUE = "card_due", _("card of another shop to give")
    RECEIVABLE = "receivable", _("owed by a customer")
    EXPENSE = "expense", _("cost of rewards")
    REDEEMED = "redeemed", _("credit spent in the shop")
    WRITTEN_OFF = "written_off", _("written off")
    DONATED = "donated", _("cost of donations")
    PAYABLE = "payable", _("owed to a partner")
    PAID_OUT = "paid_out", _("paid to a partner")
    CARD_GIVEN = "card_given", _("cards of other shops given")
    PAYOUT_DONE = "payout_done", _("money paid out")


#: What the shop owes somebody. Such an account never has less than nothing.
OWED = (
    AccountKind.CREDIT,
    AccountKind.PAYOUT_DUE,
    AccountKind.PAYOUT_OPEN,
    AccountKind.GIFT_CARD,
    AccountKind.CARD_DUE,
)


class Account(models.Model):
    """One pot of one currency. `balance` caches the sum of its entries.

    `holder` says whose it is: "identity:<hash>" for a customer, "program:<id>" for a program,
    "reward:<id>" for a gift card. What the shop owes may never be negative; what a customer owes
    is a negative balance of `receivable`.
    """

    kind = models.CharField(max_length=16, choices=AccountKind)
    holder = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="referral_accounts",
    )
    currency = models.CharField(max_length=12)
    balance = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    voucher = models.OneToOneField(
        "voucher.Voucher", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "holder", "currency"), name="referrals_account_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=OWED) | Q(balance__gte=0),
                name="referrals_owed_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(kind="receivable") | Q(balance__lte=0),
                name="referrals_receivable_not_overpaid",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.holder} {self.currency}"


class Transfer(AppendOnly):
    """One movement of money: two or more entries that sum to zero.

    `key` makes it happen once; `digest` tells whether the same key came with other content.
    """

    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    memo = models.CharField(max_length=200)
    reward = models.ForeignKey(
        "oscar_referrals.Reward", null=True, on_delete=models.PROTECT, related_name="transfers"
    )
    order_number = models.CharField(max_length=128, blank=True, db_index=True)
    order_id = models.PositiveBigIntegerField(null=True, db_index=True)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    posted_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ("posted_at", "pk")

    def __str__(self) -> str:
        return self.memo


class Seal(AppendOnly):
    """The link of an account's hash chain that covers one entry.

    `digest` covers the entry and the account's digest before, so that no entry can be changed, left
    out or slipped in unnoticed. Due work seals; accounts do not wait for each other.
    """

    entry = models.OneToOneField("Entry", on_delete=models.PROTECT, related_name="seal")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="seals")
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "number"), name="referrals_seal_numbered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} #{self.number}"


class Entry(AppendOnly):
    """What one transfer added to one account, in the account's currency."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="referrals_entry_not_zero"),
        )

    def __str__(self) -> str:
        return f"{self.amount:+}"
