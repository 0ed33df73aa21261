"""What the story looks at again and again, each in the words of the page it is read from."""

from decimal import Decimal
from functools import partial

from example_shop.seed.program import FRIEND_SAVES, NAME
from example_shop.story.browser import Page
from example_shop.story.cast import Role
from example_shop.story.failure import StoryFailed
from example_shop.story.people import Bill, Customer
from example_shop.story.process import Shop
from example_shop.story.telling import Teller

NOTHING_LEFT_UNDONE = "to be tried again 0, given up 0"


class Checks:
    """Reads figures from the shop and lets the teller tick them off."""

    def __init__(self, *, shop: Shop, teller: Teller) -> None:
        self.shop = shop
        self.teller = teller
        self.code = ""

    def enter(self, role: Role) -> Customer:
        """Let somebody come with a fresh browser."""
        return Customer(role=role, address=self.shop.address)

    def check_amount(self, what: str, page: Page, *, after: str, expected: Decimal) -> None:
        """The first amount after a label is the expected one."""
        self.teller.check(what, found=page.amount(after), expected=expected, page=page)

    def check_invitation(self, page: Page, role: Role) -> Bill:
        """The basket or the order names the code and takes the friend's discount off."""
        return self.check_bill(page, role, label=f"{NAME} ({self.code})", discount=FRIEND_SAVES)

    def check_bill(self, page: Page, role: Role, *, label: str, discount: Decimal) -> Bill:
        """Goods at list price, less one discount, is what there is to pay."""
        bill = Bill(
            goods=page.amount("Basket total (before discounts)"),
            discount=page.amount(label),
            total=page.amount("Order total"),
        )
        check = partial(self.teller.check, page=page)
        check("goods", found=bill.goods, expected=role.price)
        check(label, found=bill.discount, expected=-discount)
        check("to pay", found=bill.total, expected=role.price - discount)
        return bill

    def check_refusal(self, customer: Customer, *, why: str) -> None:
        """The basket says why the code gives nothing, and the price is the full one."""
        page = customer.type_code(self.code)
        self.teller.check_words(why, page=page)
        self.check_amount("to pay", page, after="Order total", expected=customer.role.price)

    def check_status(self, page: Page, *, order: str, status: str) -> None:
        """The dashboard confirms the new status of an order."""
        confirmed = page.find(r"Order status changed from '.+?' to '(.+?)'")
        self.teller.check(f"{order} is", found=confirmed, expected=status, page=page)

    def check_email(self, to: Role, *, subject: str, times: int = 1) -> None:
        """So many e-mails with this subject were sent to somebody."""
        found = self.shop.mailbox.subjects_to(to.email).count(subject)
        self.teller.check_times(f"to {to.email}: “{subject}”", found=found, expected=times)

    def do_due_work(self) -> None:
        """Run the command that a real shop runs every minute."""
        said = self.shop.manage("referrals_run_due")
        if NOTHING_LEFT_UNDONE not in said:
            raise StoryFailed(f"manage.py referrals_run_due: {said}")
