"""The story: friends save on their first order, and the advocate who invited them is rewarded.

Everything happens in a browser or on the command line, as in a real shop. Expected figures come
from the price list and the program's terms, found ones from the pages.
"""

from decimal import Decimal

from example_shop.seed.program import ADVOCATE_EARNS, FRIEND_SAVES, FROM_AN_ORDER_OF, NAME
from example_shop.story.cast import ANNA, BEN, DARIO, FINN, OLGA, STAFF_EMAIL
from example_shop.story.checks import Checks
from example_shop.story.people import INVITE, Staff
from example_shop.story.process import Shop
from example_shop.story.telling import Teller, written

PARCEL_TRAVELS = ("Being processed", "Shipped", "Delivered")
HOLD_DAYS = 14
DAYS_LATER = 15
NOTHING = Decimal("0.00")
CREDIT = 2 * ADVOCATE_EARNS


class Story(Checks):
    """One telling, in a shop that runs and in which nobody has been invited yet."""

    def __init__(self, *, shop: Shop, teller: Teller) -> None:
        super().__init__(shop=shop, teller=teller)
        self.anna = self.enter(ANNA)
        self.finn, self.ben, self.dario = self.friends = [
            self.enter(role) for role in (FINN, BEN, DARIO)
        ]
        self.link = ""

    def tell(self) -> None:
        """Play every step. Raises StoryFailed at the first figure that is wrong."""
        self.anna_joins()
        self.finn_claims()
        self.ben_types_the_code()
        self.dario_claims_and_signs_in()
        self.some_may_not()
        self.friends_order()
        self.everybody_gets_mail()
        self.anna_sees_her_friends()
        self.staff_deliver_and_cancel()
        self.anna_sees_why_one_ended()
        self.return_time_ends()
        self.anna_spends_her_reward()
        self.staff_see_the_figures()
        self.books_are_right()
        self.sum_up()

    def anna_joins(self) -> None:
        """The advocate takes part and gets a code and a link."""
        self.teller.step(f"Anna signs in, joins “{NAME}” and gets a code and a link to share.")
        self.anna.sign_in()
        page = self.anna.browser.open(INVITE)
        form = page.form("/join/")
        page = self.anna.browser.send(form, shown_name=self.anna.name, **form.boxes)
        self.link = page.find(r"(http://\S+/r/\w+/)")
        self.code = self.link.rstrip("/").rpartition("/")[2]
        self.teller.tick(f"code {page.find(rf'Your code ({self.code})')}")
        self.teller.tick(f"link {self.link}")

    def finn_claims(self) -> None:
        """A friend opens the link, reads what he gets, claims it and fills his basket."""
        self.teller.step("Finn, who has no account, opens the link and reads what he gets.")
        page = self.finn.browser.open(self.link)
        self.teller.tick(f"page {page.path}")
        self.check_amount("off his first order", page, after="gives you", expected=FRIEND_SAVES)
        self.check_amount("from", page, after="For orders from", expected=FROM_AN_ORDER_OF)
        self.teller.step(f"He claims it and puts {FINN.shopping} into his basket.")
        self.finn.claim()
        self.check_invitation(self.finn.fill_basket(), FINN)

    def ben_types_the_code(self) -> None:
        """Another friend uses Oscar's own voucher box."""
        self.teller.step(
            f"Ben signs in, puts {BEN.shopping} into his basket and types Anna's code into Oscar's "
            "own voucher box."
        )
        self.ben.sign_in()
        self.ben.fill_basket()
        self.check_invitation(self.ben.type_code(self.code), BEN)

    def dario_claims_and_signs_in(self) -> None:
        """A third friend claims before he signs in, and keeps what he has claimed."""
        self.teller.step(f"Dario claims first, then signs in and chooses {DARIO.shopping}.")
        self.dario.browser.open(self.link)
        self.dario.claim()
        self.dario.sign_in()
        self.check_invitation(self.dario.fill_basket(), DARIO)

    def some_may_not(self) -> None:
        """The owner of the code and an old customer are told why it is not for them."""
        self.teller.step("Anna tries her own code in her basket.")
        self.anna.fill_basket()
        self.check_refusal(self.anna, why="This is your own code. Share it with a friend instead.")
        self.teller.step("Olga, who has ordered before, tries it too.")
        olga = self.enter(OLGA)
        olga.sign_in()
        olga.fill_basket()
        self.check_refusal(
            olga, why="Invitations are for first orders, and you have ordered before."
        )

    def friends_order(self) -> None:
        """All three check out; the order costs what the basket said."""
        for friend in self.friends:
            kind = "as a guest" if friend is self.finn else "signed in"
            self.teller.step(f"{friend.name} checks out, {kind}.")
            page = friend.go_to_preview()
            friend.bill = self.check_invitation(page, friend.role)
            friend.place_order()
            self.teller.tick(f"order {friend.order}")

    def everybody_gets_mail(self) -> None:
        """Due work is done by its command, and e-mails go to both sides."""
        self.teller.step("manage.py referrals_run_due does what is due: e-mails to both sides.")
        self.do_due_work()
        for friend in self.friends:
            saved = f"You saved {written(FRIEND_SAVES)} on order {friend.order}"
            self.check_email(friend.role, subject=saved)
        promised = f"Your friend ordered: {written(ADVOCATE_EARNS)} for you"
        self.check_email(ANNA, subject=promised, times=3)

    def anna_sees_her_friends(self) -> None:
        """Each friend's order is on the advocate's page, with its state, its day and a reason."""
        self.teller.step("Anna's page shows the three orders: how they stand, since when and why.")
        page = self.anna.browser.open(INVITE)
        waiting = f"Ordered a friend, {self.shop.day(0)} Waiting for the order to arrive."
        self.teller.check_words(waiting, page=page, times=3)

    def staff_deliver_and_cancel(self) -> None:
        """Staff work in Oscar's dashboard."""
        self.teller.step(
            "In Oscar's dashboard staff mark two orders delivered and cancel Dario's, as he asked."
        )
        staff = Staff(address=self.shop.address, email=STAFF_EMAIL)
        staff.sign_in()
        for friend in (self.finn, self.ben):
            for status in PARCEL_TRAVELS:
                page = staff.change_status(order=friend.order, status=status)
            self.check_status(page, order=friend.order, status="Delivered")
        page = staff.change_status(order=self.dario.order, status="Cancelled")
        self.check_status(page, order=self.dario.order, status="Cancelled")

    def anna_sees_why_one_ended(self) -> None:
        """The cancelled order earns nothing, and the advocate is told why."""
        self.teller.step("Anna reads that one order ended and why, and when the others are due.")
        self.do_due_work()
        page = self.anna.browser.open(INVITE)
        ended = f"Ended a friend, {self.shop.day(0)} The order was cancelled."
        self.teller.check_words(ended, page=page)
        self.teller.check_words(
            f"The return time ends on {self.shop.day(HOLD_DAYS)}", page=page, times=2
        )
        gone = f"Your friend's order of {self.shop.day(0)} no longer counts"
        self.check_email(ANNA, subject=gone)

    def return_time_ends(self) -> None:
        """The clock moves on; the command approves and issues."""
        self.teller.step(
            f"{DAYS_LATER} days later the return time has ended: manage.py referrals_run_due "
            "approves both orders and issues the rewards. Anna signs in again."
        )
        self.shop.let_days_pass(DAYS_LATER)
        self.do_due_work()
        ready = f"Your reward is ready: {written(ADVOCATE_EARNS)}"
        self.check_email(ANNA, subject=ready, times=2)
        self.anna = self.enter(ANNA)
        self.anna.sign_in()
        page = self.anna.browser.open(INVITE)
        issued = f"{written(ADVOCATE_EARNS)} credit on {self.shop.day(0)}."
        self.teller.check_words(issued, page=page, times=2)
        self.teller.check("to spend", found=self.anna.look_at_credit(), expected=CREDIT, page=page)

    def anna_spends_her_reward(self) -> None:
        """The advocate pays with what she has earned."""
        self.teller.step(
            f"She presses [Use it]. In her basket there were still {ANNA.shopping}; now it names "
            "her store credit."
        )
        page = self.anna.browser.send(self.anna.browser.page.form("/use/"))
        self.check_bill(page, ANNA, label="Store credit", discount=CREDIT)
        self.teller.step("She checks out and has spent it.")
        page = self.anna.go_to_preview()
        self.anna.bill = self.check_bill(page, ANNA, label="Store credit", discount=CREDIT)
        self.anna.place_order()
        self.teller.tick(f"order {self.anna.order}")
        left = self.anna.look_at_credit()
        self.teller.check("left", found=left, expected=NOTHING, page=self.anna.browser.page)

    def staff_see_the_figures(self) -> None:
        """The dashboard says what the program brought and cost, and where the reward went."""
        self.teller.step(f"Staff open “{NAME}” in the dashboard: what it has brought and cost.")
        staff = Staff(address=self.shop.address, email=STAFF_EMAIL)
        staff.sign_in()
        page = staff.open_program(NAME)
        self.teller.check_words("2 visited 3 claimed 3 ordered 2 kept", page=page)
        brought = self.finn.bill.total + self.ben.bill.total
        self.check_amount("revenue", page, after="Revenue", expected=brought)
        self.check_amount("discounts", page, after="Discounts", expected=2 * FRIEND_SAVES)
        self.check_amount("rewards", page, after="Rewards", expected=CREDIT)
        self.teller.step(f"They look up order {self.finn.order}: its reward, in the ledger.")
        page = staff.open_referral(order=self.finn.order)
        earned = ADVOCATE_EARNS
        self.check_amount("customer's credit", page, after="customer's credit", expected=earned)
        self.check_amount("cost of rewards", page, after="cost of rewards", expected=-earned)

    def books_are_right(self) -> None:
        """The ledger proves itself."""
        self.teller.step("manage.py referrals_verify adds up all of it.")
        found = self.shop.manage("referrals_verify")
        self.teller.check("", found=found, expected="The books are right.", page=None)

    def sum_up(self) -> None:
        """Write all amounts once more, side by side."""
        orders = (
            (self.finn, "delivered", ADVOCATE_EARNS),
            (self.ben, "delivered", ADVOCATE_EARNS),
            (self.dario, "cancelled", NOTHING),
            (self.anna, "paid with her reward", NOTHING),
        )
        head = ("Order", "Customer", "Goods", "Discount", "To pay", "Anna earns", "Outcome")
        rows = [
            (who.order, who.name, who.bill.goods, who.bill.discount, who.bill.total, earned, how)
            for who, how, earned in orders
        ]
        self.teller.table(title="All amounts", rows=[head, *rows])
        self.teller.say()
        self.teller.say(
            f"Anna earned {written(CREDIT)}, spent {written(-self.anna.bill.discount)} and has "
            f"{written(CREDIT + self.anna.bill.discount)} left. The books are right."
        )
        self.teller.say("Every figure was right.")
