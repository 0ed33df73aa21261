"""The data: one module per word of the design. Django must see the proxies, so they come last."""

from oscar_referrals.models.advocate import Advocate, AdvocateKind
from oscar_referrals.models.allowed import AllowedAdvocate
from oscar_referrals.models.appeal import Appeal
from oscar_referrals.models.campaign import Campaign, Letter
from oscar_referrals.models.card import Card, CardBatch
from oscar_referrals.models.claim import Claim, ClaimSource
from oscar_referrals.models.code import Code
from oscar_referrals.models.code_list import CodeList, ListedCode
from oscar_referrals.models.code_wish import CodeStep, CodeWish
from oscar_referrals.models.donation import CountedOrders, Donation, Pledge
from oscar_referrals.models.drop import Drop, DropMeasure, DropSchedule, Gift
from oscar_referrals.models.event import Event
from oscar_referrals.models.gift_card import GiftCard
from oscar_referrals.models.guest_link import GuestLink
from oscar_referrals.models.identity import IndexedOrder
from oscar_referrals.models.ledger import OWED, Account, AccountKind, Entry, Seal, Transfer
from oscar_referrals.models.membership import Membership
from oscar_referrals.models.message_text import MessageText
from oscar_referrals.models.partner import Partner
from oscar_referrals.models.partner_statement import PartnerStatement, PartnerStatementLine
from oscar_referrals.models.payout import (
    PayoutBatch,
    PayoutDetails,
    PayoutLine,
    PayoutState,
)
from oscar_referrals.models.program import Budget, Program, ProgramKind, ProgramState
from oscar_referrals.models.reader import MessageChoice, Reader
from oscar_referrals.models.referral import Referral, ReferralState
from oscar_referrals.models.refund import Refund, RefundedLine
from oscar_referrals.models.reservation import Reservation
from oscar_referrals.models.reward import Reward, RewardState, Side
from oscar_referrals.models.rules_version import RulesAcceptance, RulesVersion
from oscar_referrals.models.share_message import DIRECT, ShareMessage
from oscar_referrals.models.terms import (
    ClawbackPolicy,
    FriendBenefit,
    Recovery,
    RewardShape,
    Terms,
)
from oscar_referrals.models.visit import Visit
from oscar_referrals.models.work import Work, WorkRun, WorkStatus

from oscar_referrals.shop.proxies import (  # isort: skip
    InvitationBenefit,
    InvitationCondition,
    PersonalBenefit,
    PersonalCondition,
    PersonalProductBenefit,
    PersonalShippingBenefit,
)

__all__ = [
    "DIRECT",
    "OWED",
    "Account",
    "AccountKind",
    "Advocate",
    "AdvocateKind",
    "AllowedAdvocate",
    "Appeal",
    "Budget",
    "Campaign",
    "Card",
    "CardBatch",
    "Claim",
    "ClaimSource",
    "ClawbackPolicy",
    "Code",
    "CodeList",
    "CodeStep",
    "CodeWish",
    "CountedOrders",
    "Donation",
    "Drop",
    "DropMeasure",
    "DropSchedule",
    "Entry",
    "Event",
    "FriendBenefit",
    "Gift",
    "GiftCard",
    "GuestLink",
    "IndexedOrder",
    "InvitationBenefit",
    "InvitationCondition",
    "Letter",
    "ListedCode",
    "Membership",
    "MessageChoice",
    "MessageText",
    "Partner",
    "PartnerStatement",
    "PartnerStatementLine",
    "PayoutBatch",
    "PayoutDetails",
    "PayoutLine",
    "PayoutState",
    "PersonalBenefit",
    "PersonalCondition",
    "PersonalProductBenefit",
    "PersonalShippingBenefit",
    "Pledge",
    "Program",
    "ProgramKind",
    "ProgramState",
    "Reader",
    "Recovery",
    "Referral",
    "ReferralState",
    "Refund",
    "RefundedLine",
    "Reservation",
    "Reward",
    "RewardShape",
    "RewardState",
    "Seal",
    "RulesAcceptance",
    "RulesVersion",
    "ShareMessage",
    "Side",
    "Terms",
    "Transfer",
    "Visit",
    "Work",
    "WorkRun",
    "WorkStatus",
]
