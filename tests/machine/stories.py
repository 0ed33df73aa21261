"""Short stories on the machine: each step is checked like any other, but nothing is left to chance.

Each mutant of the money core has to spoil one of them.
"""

from collections.abc import Callable
from typing import Any

from oscar_referrals.flows.limits import take_place
from oscar_referrals.models import Code
from tests.machine.machine import ReferralMachine
from tests.machine.reference import Terms

Story = Callable[[Any], None]

#: Advocates by number, and goods: four pieces of 25.00, of 33.33, and both.
AUTUMN, SPRING = 0, 2
HUNDRED, ODD, BOTH = [(2, 4)], [(3, 4)], [(2, 3), (3, 1)]
SMALL = [(2, 1)]
CARL, DORA = 2, 2


class Checked:
    """The machine, looking at everything after each step."""

    def __init__(self, machine: ReferralMachine) -> None:
        self.machine = machine

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def step(*args: Any) -> Any:
            result = getattr(self.machine, name)(*args)
            self.machine.everything_is_right()
            return result

        return step


def tell(story: Story) -> None:
    """Play a story on a machine of its own."""
    machine = ReferralMachine()
    try:
        story(Checked(machine))
    finally:
        machine.teardown()


def a_reward_is_earned_and_spent(m: Any) -> None:
    """The credit comes back to the cent with the goods, however often that is reported."""
    m.order(SPRING, CARL, ODD)
    m.bring_home(0)
    m.spend(0, ODD)
    for __ in range(2):
        m.refund_pieces(1, 0, 1)
        m.work()
    m.charge_back(1)
    m.charge_back(1)
    m.work()
    m.spend(0, [(0, 2)])
    m.charge_back(2)
    m.work()


def a_reward_waits_for_its_date(m: Any) -> None:
    """Nothing is granted on the last day of the hold, nor before delivery."""
    m.order(SPRING, CARL, HUNDRED)
    m.work()
    m.wait(14)
    m.change_status(0, "Delivered")
    m.wait(7)
    m.wait(1)
    m.wait(7)


def refunds_add_up(m: Any) -> None:
    """Parts before and after the reward, by pieces and by amount, too many, and reported twice."""
    m.order(SPRING, CARL, BOTH)
    m.refund_pieces(0, 0, 1)
    m.report_again(0)
    m.bring_home(0)
    m.refund_pieces(0, 0, 1)
    m.work()
    m.refund_amount(0, 1001)
    m.work()
    m.report_again(1)
    m.refund_pieces(0, 1, 3)
    m.work()
    m.refund_amount(0, 9000)
    m.work()


def more_than_was_bought_does_not_count(m: Any) -> None:
    """A line that comes back twice takes its own part of the reward and no more."""
    m.order(SPRING, CARL, BOTH)
    m.bring_home(0)
    m.refund_pieces(0, 1, 2)
    m.work()


def the_last_place_is_taken_in_a_race(m: Any) -> None:
    """Whoever was judged before it was taken is still refused."""
    m.set_terms("spring", Terms(code_total=1))
    m.order(SPRING, CARL, HUNDRED)
    code = Code.objects.get(advocate=m.advocate("spring", "anna"))
    assert m.is_refused(lambda: take_place(code=code, terms=code.advocate.program.terms_in_force))


def a_refund_comes_between_approval_and_issue(m: Any) -> None:
    """What is left of the order when the reward is issued decides."""
    for take_back in (lambda: m.refund_pieces(0, 0, 1), lambda: m.charge_back(1)):
        m.order(SPRING, CARL, HUNDRED)
        m.work()
        number = len(m.machine.shop.referrals) - 1
        m.set_status(m.machine.shop.referrals[number].order, "Delivered")
        m.work()
        m.pass_days(14)
        while m.machine.shop.referrals[number].now.state != "approved":
            m.work_a_little(1)
        take_back()
        m.work()


def an_order_falls_below_the_minimum(m: Any) -> None:
    """Then it deserves nothing: before the reward and after it."""
    for are_home in (False, True):
        m.order(SPRING, CARL, SMALL + [(1, 1)])
        number = len(m.machine.shop.referrals) - 1
        if are_home:
            m.bring_home(0)
        m.refund_pieces(number, 0, 1)
        m.work()


def a_cancelled_order_is_forgotten(m: Any) -> None:
    """Budget, place and the friend's turn are free again, once; whenever it is cancelled."""
    m.set_terms("spring", Terms(code_total=1, advocate_total=1))
    m.set_cap("spring", 5000)
    m.order(SPRING, CARL, HUNDRED)
    m.order(SPRING, DORA, HUNDRED)
    m.change_status(0, "Cancelled")
    m.work()
    m.change_status(0, "Refunded")
    m.work()
    m.order_again(SPRING, "carl", False, HUNDRED)
    m.bring_home(0)
    m.change_status(1, "Cancelled")
    m.work()
    m.order_again(SPRING, "carl", True, HUNDRED)
    m.refund_amount(2, 9000)
    m.work()
    m.change_status(2, "Cancelled")
    m.work()


def a_friend_stays_bound_if_the_terms_say_so(m: Any) -> None:
    """A cancelled order gives no second turn."""
    m.set_terms("spring", Terms(frees=False, new_only=False))
    m.order(SPRING, CARL, HUNDRED)
    m.change_status(0, "Cancelled")
    m.work()
    m.order_again(SPRING, "carl", False, HUNDRED)
    m.order_again(SPRING, "carl", True, HUNDRED)


def what_was_spent_is_owed(m: Any) -> None:
    """A clawback takes what is there, the rest is owed and set off against the next reward."""
    m.order(SPRING, CARL, HUNDRED)
    m.bring_home(0)
    m.spend(0, SMALL)
    m.refund_pieces(0, 0, 1)
    m.work()
    m.refund_pieces(0, 0, 1)
    m.work()
    m.charge_back(0)
    m.work()
    m.order(SPRING, CARL, HUNDRED)
    m.bring_home(0)


def what_was_spent_is_written_off(m: Any) -> None:
    """The same under terms that forgive."""
    m.set_terms("spring", Terms(recovery="write_off"))
    m.order(SPRING, CARL, HUNDRED)
    m.bring_home(0)
    m.spend(0, SMALL)
    m.change_status(0, "Cancelled")
    m.work()
    m.order(SPRING, CARL, HUNDRED)
    m.bring_home(0)


def the_policies_differ(m: Any) -> None:
    """Any refund takes everything, or nothing as long as something is left."""
    for policy in ("full", "none"):
        m.set_terms("spring", Terms(clawback=policy))
        m.order(SPRING, CARL, HUNDRED)
        number = len(m.machine.shop.referrals) - 1
        m.bring_home(0)
        m.refund_pieces(number, 0, 1)
        m.work()


def a_budget_ends(m: Any) -> None:
    """The last friend gets the discount, the advocate's promise waits for staff and money."""
    m.set_cap("spring", 3500)
    m.order(SPRING, CARL, HUNDRED)
    m.order(SPRING, CARL, HUNDRED)
    m.order(SPRING, CARL, HUNDRED)
    m.work()
    m.accept(1)
    m.set_cap("spring", 4000)
    m.accept(1)
    m.bring_home(0)
    m.bring_home(0)


def a_basket_is_paid_or_not(m: Any) -> None:
    """What is reserved is used, replaced, moved to another program, or comes back."""
    m.set_cap("spring", 4000)
    m.come_to_payment(SPRING, CARL, HUNDRED)
    m.come_to_payment(SPRING, CARL, HUNDRED)
    m.come_to_payment(SPRING, 3, HUNDRED)
    m.order(SPRING, 4, HUNDRED)
    m.work()
    m.come_to_payment_with_another_code(0, SPRING)
    m.come_to_payment_with_another_code(0, AUTUMN)
    m.come_to_payment_with_another_code(0, SPRING)
    m.pay_later(0)
    m.wait(1)
    m.order(SPRING, 3, HUNDRED)


def staff_decide(m: Any) -> None:
    """Rejected, reopened, accepted, looked at again; each at the right moment only."""
    m.set_cap("spring", 4000)
    for __ in range(2):
        m.order(SPRING, CARL, HUNDRED)
    for step in (m.accept, m.reopen, m.reject, m.reject, m.send_to_review, m.reopen, m.reopen):
        step(0)
    m.work()
    for step in (m.send_to_review, m.reject):
        step(1)
    m.set_cap("spring", 2000)
    m.reopen(1)
    m.set_cap("spring", None)
    m.reopen(1)
    m.accept(0)
    m.bring_home(0)
    for step in (m.reject, m.accept, m.reopen, m.send_to_review):
        step(0)
    m.reject(1)
    m.change_status(1, "Cancelled")
    m.work()
    m.reopen(1)


def staff_stop_an_approved_referral(m: Any) -> None:
    """It can be reopened, and is still paid once."""
    m.order(SPRING, CARL, HUNDRED)
    m.set_status(m.machine.shop.orders[0], "Delivered")
    m.work()
    m.pass_days(14)
    while m.machine.shop.referrals[0].now.state != "approved":
        m.work_a_little(1)
    m.reject(0)
    m.work()
    m.reopen(0)
    m.accept(0)
    m.work()


def terms_change_under_way(m: Any) -> None:
    """Who has claimed keeps what was promised; a new limit starts from the truth."""
    m.claim(SPRING, CARL)
    m.set_terms("spring", Terms(friend_value=37, reward_value=333))
    m.order(SPRING, CARL, HUNDRED)
    m.order(SPRING, DORA, HUNDRED)
    m.reject(0)
    m.change_status(1, "Cancelled")
    m.work()
    m.set_terms("spring", Terms(code_total=2, advocate_total=2))
    m.order(SPRING, 3, HUNDRED)
    m.order(SPRING, 3, HUNDRED)
    m.change_status(0, "Cancelled")
    m.work()
    m.order(SPRING, 3, HUNDRED)


def a_claim_runs_out(m: Any) -> None:
    """An old claim gives nothing until the code is claimed again."""
    m.set_terms("spring", Terms(claim_days=5))
    m.claim(SPRING, CARL)
    m.wait(7)
    m.order(SPRING, CARL, HUNDRED)
    m.claim_for(SPRING, "carl")
    m.order_again(SPRING, "dora", False, HUNDRED)
    m.claim_for(SPRING, "emil")


def nobody_gets_it_twice(m: Any) -> None:
    """Not under another address, not as the advocate or who invited him, not as an old customer."""
    m.set_terms("spring", Terms(new_only=False))
    for name in ("anna", "carl", "dora", "ben"):
        for is_guest in (False, True):
            m.order_again(SPRING, name, is_guest, HUNDRED)
    for is_guest in (False, True):
        m.order_again(SPRING + 1, "anna", is_guest, HUNDRED)
    m.order_while_paused("autumn", AUTUMN, 0, HUNDRED)
    m.order_again(AUTUMN, "carl", True, HUNDRED)


def a_personal_voucher_is_used(m: Any) -> None:
    """It shrinks with the order, is used once, and what was used is lost."""
    m.set_terms("spring", Terms(kind="voucher", reward_value=3000))
    m.order(SPRING, CARL, HUNDRED)
    m.bring_home(0)
    m.refund_pieces(0, 0, 1)
    m.work()
    m.use_voucher("anna", SMALL)
    m.use_voucher("anna", SMALL)
    m.change_status(0, "Cancelled")
    m.work()


def an_advocate_goes(m: Any) -> None:
    """Left, the code gives nothing; with the account goes what was not yet earned."""
    m.order(SPRING, CARL, HUNDRED)
    m.leave(SPRING)
    m.order(SPRING, CARL, HUNDRED)
    m.join("spring", "anna")
    m.order(SPRING, CARL, HUNDRED)
    m.delete_account(0)
    m.bring_home(0)


def percentages_are_rounded_down(m: Any) -> None:
    """Every amount is rounded down once."""
    m.set_terms("spring", Terms(friend_percent=15, reward_percent=7, reward_cap=999))
    m.order(SPRING, CARL, BOTH)
    m.bring_home(0)
    m.refund_pieces(0, 0, 1)
    m.work()
    m.refund_amount(0, 777)
    m.work()


def too_many_friends(m: Any) -> None:
    """More than the terms allow in a month are looked at by a person."""
    m.set_terms("spring", Terms(advocate_limit=1))
    for __ in range(3):
        m.order(SPRING, CARL, HUNDRED)
    m.work()


STORIES: tuple[Story, ...] = (
    a_reward_is_earned_and_spent,
    a_reward_waits_for_its_date,
    refunds_add_up,
    more_than_was_bought_does_not_count,
    the_last_place_is_taken_in_a_race,
    a_refund_comes_between_approval_and_issue,
    an_order_falls_below_the_minimum,
    a_cancelled_order_is_forgotten,
    a_friend_stays_bound_if_the_terms_say_so,
    what_was_spent_is_owed,
    what_was_spent_is_written_off,
    the_policies_differ,
    a_budget_ends,
    a_basket_is_paid_or_not,
    staff_decide,
    staff_stop_an_approved_referral,
    terms_change_under_way,
    a_claim_runs_out,
    nobody_gets_it_twice,
    a_personal_voucher_is_used,
    an_advocate_goes,
    percentages_are_rounded_down,
    too_many_friends,
)
