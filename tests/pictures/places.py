"""Every page of ours, who looks at it, and what it is for: one line each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A page. The address is written with the values of the scene; `reader` names a browser."""

    name: str
    words: str
    address: str
    reader: str = ""


FRIENDS = (
    Place("invitation", "The friend's invitation.", "/invitation/{code}/"),
    Place("invitation-card", "The invitation on a printed card.", "/invitation/{card}/"),
    Place("invitation-saved", "After the button: what is saved for Ben.", "/invite/{code}/", "ben"),
    Place("invitation-not-valid", "A link that is no longer valid.", "/invitation/NNNN/"),
    Place("invitation-replaced", "A code that was replaced by another.", "/invitation/{replaced}/"),
    Place("invitation-mistyped", "A code with one wrong sign.", "/invitation/?code={mistyped}"),
    Place("basket", "The basket with the invitation in it.", "/shop/basket/", "ben"),
    Place("basket-missing", "The basket in which something is missing.", "/shop/basket/", "carla"),
    Place("gift-card", "What is left on a gift card.", "/gift-card/"),
    Place("giving", "What a partner has got so far.", "/giving/library/"),
)
ADVOCATES = (
    Place("account", "The page of somebody who invites friends.", "/account/invite/", "anna"),
    Place("account-join", "The page before joining.", "/account/invite/", "dario"),
    Place("account-voucher", "The reward is a voucher.", "/account/invite/?program=vera", "vera"),
    Place("account-gift-card", "It is a gift card.", "/account/invite/?program=greta", "greta"),
    Place("account-money", "It is money.", "/account/invite/?program=petra", "petra"),
    Place("account-gifts", "Gifts to give away.", "/account/invite/", "olga"),
    Place("statement", "The statement, line by line.", "/account/invite/statement/", "anna"),
    Place("payout", "Where the money goes.", "/account/invite/payout/", "petra"),
    Place("messages", "Which messages a customer gets.", "/account/invite/messages/", "anna"),
    Place("unsubscribe", "Behind the link in a message.", "/unsubscribe/{unsubscribe}/"),
    Place("product", "A product, to share with a friend.", "{product}", "anna"),
    Place("share", "Sharing a product.", "/account/invite/share/?to={product_id}", "anna"),
    Place("thank-you", "The banner after an order.", "/shop/checkout/thank-you/", "emma"),
    Place("guest-form", "Inviting without an account.", "/guest/"),
    Place("guest-link", "Behind the link in the mail.", "/guest/link/{link}/"),
    Place("guest-page", "The page of somebody without an account.", "/guest/friends/", "guest"),
    Place("rules", "All versions of the rules.", "/invitation-rules/spring/"),
    Place("rules-version", "One version.", "/invitation-rules/spring/en-gb/{rules}/"),
    Place("rules-changes", "What has changed.", "/invitation-rules/spring/en-gb/2/changes/"),
)
PAGES = (
    Place("landing", "The landing page, for a friend.", "/invite/{code}/"),
    Place("landing-everybody", "The landing page, for everybody else.", "/invite/"),
    Place("hub", "All about the program, for everybody.", "/friends/"),
    Place("hub-advocate", "All about the program, for who takes part.", "/friends/", "anna"),
    Place("rules-page", "The rules, as an editor has published them.", "/friends/rules/"),
    Place("story", "A customer's own story.", "/friends/anna/"),
    Place("seen-at", "A place where cards lie.", "/cafe-nord/"),
    Place("partner", "What the shop gives to a partner.", "/friends/giving/"),
)
STAFF = tuple(
    Place(name, words, f"/dashboard/referrals/{address}", "owner")
    for name, words, address in (
        ("staff-programs", "All programs.", "programs/"),
        ("staff-program", "One program: does it work, what does it cost?", "programs/{spring}/"),
        ("staff-terms", "Terms, written as a conversation.", "programs/{spring}/terms/"),
        ("staff-cost", "What it would have cost.", "programs/{spring}/cost-preview/"),
        ("staff-share", "What advocates send.", "programs/{spring}/messages/"),
        ("staff-campaigns", "Campaigns.", "programs/{spring}/campaigns/"),
        ("staff-campaign", "A campaign, sent again to who came since.", "campaigns/{campaign}/"),
        ("staff-words", "Words that customers would like as codes.", "codes/?text=anna"),
        ("staff-advocate", "An advocate's codes.", "advocates/{advocate}/"),
        ("staff-referrals", "All referrals.", ""),
        ("staff-appeal", "One referral, with an appeal to answer.", "{appealed}/"),
        ("staff-messages", "Every message.", "messages/"),
        ("staff-message", "One message in one language.", "messages/referral_joined/words/"),
        ("staff-cards", "Printed cards.", "programs/{cards}/cards/"),
        ("staff-batch", "One batch of cards.", "cards/{batch}/"),
        ("staff-gifts", "Gifts for the best customers.", "programs/{gifts}/drops/"),
        ("staff-gift-drop", "One round of gifts.", "drops/{drop}/"),
        ("staff-partner", "A partner and its share.", "partners/{partner}/"),
        ("staff-statement", "A partner's statement.", "statements/{statement}/"),
        ("staff-payouts", "Payouts.", "payouts/"),
        ("staff-payout", "One payout.", "payouts/{payout}/"),
        ("staff-gift-cards", "Gift cards.", "gift-cards/"),
        ("staff-codes", "Codes of other shops.", "code-lists/"),
        ("staff-work", "Due work.", "work/"),
    )
)
DESK = tuple(
    Place(name, words, f"/cms/{address}", "owner")
    for name, words, address in (
        ("desk", "The editors' first page.", ""),
        ("desk-report", "Referrals, as a report.", "reports/referral-report/"),
        ("desk-liability", "What the shop owes.", "reports/referral-liability-report/"),
        ("desk-names", "Names that everybody can read.", "reports/referral-names-report/"),
        ("desk-releases", "Releases.", "referral-releases/"),
        ("desk-release", "One release.", "referral-releases/{release}/"),
    )
)
CUSTOMERS = (*FRIENDS, *ADVOCATES, *PAGES)
CHAPTERS = {
    "Friends": FRIENDS,
    "Who invites": ADVOCATES,
    "Pages that editors write": PAGES,
    "The shop's staff": STAFF,
    "The editors' desk": DESK,
}
