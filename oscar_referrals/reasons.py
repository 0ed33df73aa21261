"""Stable reason codes, each with a sentence for staff and one for the customer it concerns."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why something was refused or moved. The label is the sentence for staff."""

    CODE_UNKNOWN = "code_unknown", _("No such code exists.")
    CODE_PAUSED = "code_paused", _("The program is paused.")
    CODE_NOT_STARTED = "code_not_started", _("The program has not started yet.")
    CODE_EXPIRED = "code_expired", _("The claim is older than the program's window.")
    CODE_WITHDRAWN = "withdrawn", _("The advocate has left the program.")
    PROGRAM_ENDED = "program_ended", _("The program has ended.")
    BUDGET_EXHAUSTED = "budget_exhausted", _("The program's budget is used up.")
    FRIEND_LIMIT = "friend_limit", _("As many friends as the terms allow have used the code.")
    ADVOCATE_LIMIT = "advocate_limit", _("The advocate has reached the limit of rewards.")
    SELF_REFERRAL = "self_referral", _("The friend is the advocate.")
    CIRCLE = "circle", _("The friend has invited the advocate, directly or through others.")
    EXISTING_CUSTOMER = "existing_customer", _("The friend had already ordered.")
    ALREADY_REFERRED = "already_referred", _("The friend has already used an invitation.")
    BELOW_MINIMUM = "below_minimum", _("The order is below the program's minimum.")
    WRONG_CURRENCY = "wrong_currency", _("The order is in another currency than the program.")
    ANOTHER_CODE = "another_code", _("Another invitation in the same basket was claimed later.")
    NOT_OWNER = "not_owner", _("The voucher belongs to another customer.")
    REWARD_UNAVAILABLE = "reward_unavailable", _("The reward was used, taken back or has expired.")
    PRODUCT_UNAVAILABLE = "product_unavailable", _("The product cannot be bought at the moment.")
    CREDIT_CHANGED = "credit_changed", _("The credit was spent in another order meanwhile.")
    ORDER_CANCELLED = "order_cancelled", _("The order was cancelled.")
    ORDER_REFUNDED = "order_refunded", _("The order was refunded.")
    ORDER_CHARGED_BACK = "order_charged_back", _("The payment of the order was charged back.")
    ORDER_GONE = "order_gone", _("The shop no longer knows the order.")
    ORDER_DIFFERS = "order_differs", _("The order's lines differ from what was priced.")
    ORDER_ACCEPTED = "order_accepted", _("The order qualified; the return time is running.")
    AWAITING_DELIVERY = "awaiting_delivery", _("The order is not delivered yet.")
    ORDER_DELIVERED = "order_delivered", _("The order was delivered.")
    HOLD_PASSED = "hold_passed", _("The return time has ended and the order still counts.")
    REWARD_ISSUED = "reward_issued", _("The reward was issued.")
    REWARD_CLAIMABLE = "reward_claimable", _("The reward waits for its owner to claim it.")
    REWARD_NOT_CLAIMED = "reward_not_claimed", _("The reward was not claimed in time.")
    FRIENDS_MISSING = "friends_missing", _("Fewer friends than the milestone asks for remain.")
    REWARD_USED = "reward_used", _("The reward was used in an order.")
    REWARD_EXPIRED = "reward_expired", _("The reward was not used in time.")
    IDENTITY_UNKNOWN = "identity_unknown", _("The order has no e-mail address.")
    NOT_ELIGIBLE = "not_eligible", _("A rule that the program's owner chose is not met.")
    PRODUCT_NOT_ELIGIBLE = (
        "product_not_eligible",
        _("The order does not hold the goods that the terms ask for."),
    )
    TOO_FEW_PIECES = "too_few_pieces", _("The order holds fewer pieces than the terms ask for.")
    WRONG_COUNTRY = "wrong_country", _("The order is not sent to a country of the terms.")
    WRONG_SITE = "wrong_site", _("The order was placed on another site.")
    WRONG_TIME = "wrong_time", _("The order was not placed on a day or at a time of the terms.")
    OTHER_OFFER = "other_offer", _("The order uses another offer of the shop.")
    RULE_FAILED = "rule_failed", _("A rule could not be evaluated.")
    STAFF_DECISION = "staff_decision", _("Staff decided.")
    NOT_FOR_PARTNERS = (
        "not_for_partners",
        _("The program is none for partners, or the partner takes no part."),
    )
    PLEDGED_ALREADY = "pledged_already", _("The partner has another pledge in this time.")
    NO_GIFTS_NOW = "no_gifts_now", _("The program gives no gifts now.")
    DROP_MADE_ALREADY = "drop_made_already", _("A drop with this name was made already.")
    NOBODY_TO_GIVE = "nobody_to_give", _("Nobody would get a gift.")
    NO_CARDS_NOW = "no_cards_now", _("The program prints no cards, or it has ended.")
    CARDS_MADE_ALREADY = "cards_made_already", _("Cards with this name were made already.")
    CARDS_BLOCKED = "cards_blocked", _("The cards of this batch are blocked.")
    CODE_SHOWN = "code_shown", _("The code was shown before. Nobody knows it but its owner.")
    NOTHING_TO_PAY = "nothing_to_pay", _("There is nothing to pay out now.")
    NOTHING_TO_STATE = (
        "nothing_to_state",
        _("There is nothing to pay that is on no statement yet."),
    )
    OWN_PAYOUT = "own_payout", _("Nobody approves a payout of his own: a second person has to.")
    PAYOUT_ALTERED = "payout_altered", _("The lines are not those that were collected.")
    CHANGED_TOO_OFTEN = "changed_too_often", _("It was changed too often within a day.")
    NOTHING_TO_APPEAL = "nothing_to_appeal", _("Nothing was decided that could be changed.")
    APPEAL_ANSWERED = "appeal_answered", _("There is no appeal that waits for an answer.")
    ACCOUNT_NEEDED = "account_needed", _("The reward is of use only to somebody with an account.")
    LINK_TOO_OLD = "link_too_old", _("The link from the e-mail was used or is too old.")
    GUEST_HAS_ACCOUNT = "guest_has_account", _("The address invites friends with an account.")
    GUEST_LINK_NEEDED = "guest_link_needed", _("The address takes part without this account.")
    NO_PLACE_TO_TAKE = "no_place_to_take", _("The account can take over no place of the guest's.")
    CODE_REPLACED = "code_replaced", _("The advocate has a new code.")
    CODE_TAKEN = "code_taken", _("Somebody else has a code that looks like this one.")
    CODE_NOT_ALLOWED = "code_not_allowed", _("The code holds a word that is not allowed.")
    WISH_ANSWERED = "wish_answered", _("The word was answered or changed meanwhile.")
    CODE_MISTYPED = "code_mistyped", _("The code has a typing mistake.")
    NAME_REFUSED = "name_refused", _("Staff have taken this name off the list of the best.")
    RULES_NOT_ACCEPTED = "rules_not_accepted", _("The rules were not accepted.")
    RULES_CHANGED = "rules_changed", _("The rules have changed since they were shown.")


_CUSTOMER_SENTENCES: dict[Reason, Promise] = {
    Reason.BUDGET_EXHAUSTED: _("This invitation has been used up."),
    Reason.FRIEND_LIMIT: _("This invitation has been used up."),
    Reason.SELF_REFERRAL: _("This is your own code. Share it with a friend instead."),
    Reason.EXISTING_CUSTOMER: _("Invitations are for first orders, and you have ordered before."),
    Reason.ALREADY_REFERRED: _("You have already used an invitation. It works once per person."),
    Reason.BELOW_MINIMUM: _("The order is below the minimum of the invitation."),
    Reason.WRONG_CURRENCY: _("This invitation is for another currency."),
    Reason.ANOTHER_CODE: _("Only one invitation can be used in a basket. The latest one counts."),
    Reason.NOT_OWNER: _("This voucher is personal. Please sign in with the account it belongs to."),
    Reason.REWARD_UNAVAILABLE: _("This reward can no longer be used."),
    Reason.PRODUCT_UNAVAILABLE: _(
        "This product cannot be put into your basket at the moment. Your reward waits for it."
    ),
    Reason.CREDIT_CHANGED: _("Your credit has changed. Please look at your basket again."),
    Reason.ORDER_CANCELLED: _("The order was cancelled."),
    Reason.ORDER_REFUNDED: _("The order was returned."),
    Reason.ORDER_CHARGED_BACK: _("The payment was taken back."),
    Reason.ORDER_GONE: _("The order no longer exists."),
    Reason.ORDER_DIFFERS: _("We are checking the order."),
    Reason.ORDER_ACCEPTED: _("Your friend ordered. The return time is running."),
    Reason.AWAITING_DELIVERY: _("Waiting for the order to arrive."),
    Reason.ORDER_DELIVERED: _("The order has arrived. The return time is running."),
    Reason.HOLD_PASSED: _("The return time has ended."),
    Reason.REWARD_ISSUED: _("Your reward is ready."),
    Reason.REWARD_CLAIMABLE: _("Your reward waits for you to claim it."),
    Reason.REWARD_NOT_CLAIMED: _("The reward was not claimed in time."),
    Reason.FRIENDS_MISSING: _("A friend's order was returned, so a friend is missing."),
    Reason.REWARD_USED: _("You have used your reward."),
    Reason.REWARD_EXPIRED: _("The reward was not used in time."),
    Reason.ADVOCATE_LIMIT: _("You have invited many friends. We are having a look."),
    Reason.IDENTITY_UNKNOWN: _("Please give your e-mail address to use this invitation."),
    Reason.NOT_ELIGIBLE: _("This is not for everybody, and you are not among them yet."),
    Reason.PRODUCT_NOT_ELIGIBLE: _("This invitation is for other goods."),
    Reason.TOO_FEW_PIECES: _("This invitation needs more pieces in your basket."),
    Reason.WRONG_COUNTRY: _("This invitation is for orders to other countries."),
    Reason.WRONG_SITE: _("This invitation is for another of our sites."),
    Reason.WRONG_TIME: _("This invitation works on other days or at other times."),
    Reason.OTHER_OFFER: _("This invitation cannot be used together with another offer."),
    Reason.RULE_FAILED: _("We are having a look."),
    Reason.STAFF_DECISION: _("We have had a look and decided."),
    Reason.CODE_SHOWN: _("This code was shown before, and we do not keep it."),
    Reason.CHANGED_TOO_OFTEN: _("You have changed this often today. Please try again tomorrow."),
    Reason.NOTHING_TO_APPEAL: _("There is nothing that we could decide in another way."),
    Reason.ACCOUNT_NEEDED: _("This waits for you until you have an account."),
    Reason.LINK_TOO_OLD: _("This link was used already or is too old. Please ask for a new one."),
    Reason.GUEST_HAS_ACCOUNT: _(
        "You invite friends with an account already. Please sign in with that one."
    ),
    Reason.GUEST_LINK_NEEDED: _(
        "Somebody with your e-mail address takes part already. We have sent you an e-mail: open its"
        " link in this browser, and everything is yours here."
    ),
    Reason.NO_PLACE_TO_TAKE: _(
        "What belongs to this address cannot become yours: it invites nobody, or you take part with"
        " this account already, or have ordered with its code."
    ),
    Reason.CODE_REPLACED: _("Your friend has a new code. Please ask for it."),
    Reason.CODE_TAKEN: _("This code is taken. Please choose another one."),
    Reason.CODE_NOT_ALLOWED: _("This code cannot be had. Please choose another one."),
    Reason.CODE_MISTYPED: _("There is a typing mistake in this code. Please look at it again."),
    Reason.NAME_REFUSED: _("We have taken this name off the list. Please choose another one."),
    Reason.RULES_NOT_ACCEPTED: _("Please read the rules and tick that you accept them."),
    Reason.RULES_CHANGED: _("The rules have changed meanwhile. Please read the new version."),
}

#: What a stranger reads for every code that does not work, whatever the reason.
INVITATION_NOT_VALID = _("This invitation is no longer valid.")

#: Reasons that concern the person in front of the screen, who may therefore read them.
PERSONAL_REASONS = frozenset(
    {
        Reason.SELF_REFERRAL,
        Reason.EXISTING_CUSTOMER,
        Reason.ALREADY_REFERRED,
        Reason.BELOW_MINIMUM,
        Reason.WRONG_CURRENCY,
        Reason.ANOTHER_CODE,
        Reason.NOT_OWNER,
        Reason.REWARD_UNAVAILABLE,
        Reason.PRODUCT_UNAVAILABLE,
        Reason.CREDIT_CHANGED,
        Reason.IDENTITY_UNKNOWN,
        Reason.BUDGET_EXHAUSTED,
        Reason.FRIEND_LIMIT,
        Reason.NOT_ELIGIBLE,
        Reason.PRODUCT_NOT_ELIGIBLE,
        Reason.TOO_FEW_PIECES,
        Reason.WRONG_COUNTRY,
        Reason.WRONG_SITE,
        Reason.WRONG_TIME,
        Reason.OTHER_OFFER,
        Reason.CODE_REPLACED,
        Reason.CODE_MISTYPED,
    }
)


def customer_text(reason: Reason) -> Promise:
    """Return what the customer concerned may read about a reason, to be translated later."""
    return _CUSTOMER_SENTENCES.get(reason, INVITATION_NOT_VALID)


def customer_sentence(reason: Reason | str) -> str:
    """Return what the customer concerned may read about a reason."""
    return str(customer_text(Reason(reason)))


def stranger_sentence(reason: Reason | str) -> str:
    """Return what a visitor may read when a code does not work for him.

    Reasons about the code itself all give one and the same sentence, so nobody can find out which
    codes exist.
    """
    if Reason(reason) in PERSONAL_REASONS:
        return customer_sentence(reason)
    return str(INVITATION_NOT_VALID)
