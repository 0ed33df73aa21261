"""The shop on the day on which its pages are looked at: everybody has something to see."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from oscar.core.loading import get_class, get_model

from oscar_referrals.clock import database_now
from oscar_referrals.flows import agree, enroll, guests, partner_statements, review, shape
from oscar_referrals.flows.appeal import make_appeal
from oscar_referrals.flows.campaign import begin_campaign
from oscar_referrals.flows.code_lists import BoughtCode, add_codes
from oscar_referrals.flows.drop import make_drop
from oscar_referrals.flows.payout import approve, collect
from oscar_referrals.flows.payout_details import change_payout_details
from oscar_referrals.flows.replace_code import replace_code
from oscar_referrals.flows.round import run_round
from oscar_referrals.models import (
    Advocate,
    DropMeasure,
    GuestLink,
    Partner,
    Program,
    Referral,
    RulesVersion,
)
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.notify.kinds import PROMOTION, REMINDER, message_kind
from oscar_referrals.notify.unsubscribing import sign_unsubscription
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import change_status, place_order
from tests.account.pages import PERSON, claim_address, signed_in
from wagtail_referrals.contrib.pages.models import LandingPage, RulesPage
from wagtail_referrals.releases import flow as releases

#: Lets so many days have passed since the scene began, and does what is due by then.
Wait = Callable[[float], None]

MUG = {
    "side": "advocate", "when": "once_at", "number": 5, "kind": "store_credit", "value": "15.00",
}  # fmt: skip
BEANS = "HL-101"
#: Who gets a reward of another kind than credit.
OTHER_REWARDS = {
    "greta": "gift_card",
    "petra": "payout",
    "vera": "voucher",
    "rita": "retailer_card",
    "dora": "donation",
}


@dataclass(slots=True)
class Scene:
    """Who reads, in which browser, and what the addresses are written with."""

    browsers: dict[str, Client] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    advocates: dict[str, Advocate] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)


def set_scene(wait: Wait) -> Scene:
    """Fill an empty shop, and let eighteen days of it pass."""
    call_command("load_example_shop", stdout=io.StringIO())
    scene = Scene()
    _let_everybody_join(scene)
    # Now Anna has a code, and so the page with her story can be written.
    call_command("load_example_shop", stdout=io.StringIO())
    _let_friends_order(scene, wait)
    _fill_baskets(scene)
    _invite_as_a_guest(scene)
    _buy_codes(scene, wait)
    _give_staff_something_to_do(scene)
    _open_browsers(scene)
    return scene


def order_goods(*, advocate: Advocate | None = None, user: Any = None, email: str = "") -> Any:
    """Let somebody order three packets of coffee, by an advocate's code if one is given."""
    basket = get_model("basket", "Basket").objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Default")()
    basket.add_product(get_model("catalogue", "Product").objects.get(upc=BEANS), 4)
    if advocate is not None:
        basket.vouchers.add(code_of(advocate).voucher_id)
    return place_order(basket=basket, email=email)


def bring_friend(advocate: Advocate, email: str) -> Referral:
    """Let a friend without an account order with an advocate's code."""
    return Referral.objects.get(order=order_goods(advocate=advocate, email=email))


def person(email: str) -> Any:
    """Return one of the example shop's people."""
    return get_user_model().objects.get(email=f"{email}@example.com")


def _let_everybody_join(scene: Scene) -> None:
    spring = Program.objects.get(slug="spring")
    terms = {name: getattr(spring.current_terms, name) for name in releases.terms_fields()}
    shape.change_terms(program=spring, terms=terms | {"extra_rewards": [MUG]})
    rules = RulesVersion.objects.filter(program=spring).latest("number")
    anna = enroll.join(program=spring, user=person("anna"), shown_name="Anna", rules=rules.mark)
    enroll.show_nickname(advocate=anna, nickname="Harbor bee")
    scene.advocates = {"anna": anna}
    for name, kind in OTHER_REWARDS.items():
        options = {"partner": "harbor-library"} if kind == "donation" else {}
        scene.advocates[name] = AdvocateFactory(
            program=ProgramFactory(
                name=f"Autumn with {name.title()}",
                slug=name,
                reward_kind=kind,
                reward_options=options,
            ),
            user=CustomerFactory(first_name=name.title(), email=f"{name}@example.com"),
            shown_name=name.title(),
        )
    petra = scene.advocates["petra"].user
    change_payout_details(user=petra, name="Petra Lind", destination="DE02120300000000202051")
    scene.values |= {"spring": spring.pk, "rules": rules.number}


def _let_friends_order(scene: Scene, wait: Wait) -> None:
    anna = scene.advocates["anna"]
    for name, advocate in scene.advocates.items():
        scene.referrals[name] = bring_friend(advocate, f"friend-of-{name}@example.com")
    wait(0)
    for referral in scene.referrals.values():
        change_status(referral.order, "Delivered")
    wait(16)
    scene.referrals["rejected"] = bring_friend(anna, "second@example.com")
    scene.referrals["appealed"] = bring_friend(anna, "third@example.com")
    scene.referrals["delivered"] = bring_friend(anna, "fourth@example.com")
    change_status(scene.referrals["delivered"].order, "Delivered")
    wait(17)
    for name in ("rejected", "appealed"):
        review.reject(referral=scene.referrals[name], actor=person("staff"))
    make_appeal(referral=scene.referrals["appealed"], words="She has kept everything, I saw it.")
    scene.referrals["ordered"] = bring_friend(anna, "fifth@example.com")
    wait(18)
    for referral in scene.referrals.values():
        referral.refresh_from_db()
    scene.values["appealed"] = scene.referrals["appealed"].pk


def _fill_baskets(scene: Scene) -> None:
    """Ben has claimed and bought enough, Carla has claimed and bought too little."""
    code = code_of(scene.advocates["anna"])
    add = get_model("catalogue", "Product").objects.get(upc=BEANS)
    for name, pieces in (("ben", 4), ("carla", 1)):
        browser = scene.browsers[name] = signed_in(person(name))
        browser.post(claim_address(code.text))
        browser.post(f"/shop/basket/add/{add.pk}/", {"quantity": pieces})
    order = order_goods(user=person("emma"))
    emma = scene.browsers["emma"] = signed_in(person("emma"))
    session = emma.session
    session["checkout_order_id"] = order.pk
    session.save()
    mistyped = code.text[:-1] + ("A" if code.text[-1] != "A" else "C")
    scene.values |= {"code": code.text, "mistyped": mistyped}
    scene.values |= {"product": add.get_absolute_url(), "product_id": add.pk}


def _invite_as_a_guest(scene: Scene) -> None:
    scene.browsers["guest"] = Client(**PERSON)
    place = enroll.join_as_guest(program=Program.objects.get(slug="vera"), email="gina@example.com")
    bring_friend(place, "sixth@example.com")
    for number in range(2):
        guests.send_link(email="gina@example.com")
        token = GuestLink.objects.latest("pk").token
        if not number:
            scene.browsers["guest"].post(f"/guest/link/{token}/")
    scene.values["link"] = token


def _buy_codes(scene: Scene, wait: Wait) -> None:
    """Rita's card of another shop comes out of a list."""
    card = {"label": "Books and more", "currency": "EUR", "value": Decimal(10)}
    add_codes([BoughtCode(line=line, text=f"BOOKS-{line}", **card) for line in range(2, 6)])
    run_round()
    wait(18)


def _give_staff_something_to_do(scene: Scene) -> None:
    spring, library = (Program.objects.get(slug=slug) for slug in ("spring", "library"))
    owner, moment = person("owner"), database_now()
    partner = Partner.objects.get()
    statement = partner_statements.make_statement(
        program=library, partner=partner, currency="EUR", ends_at=moment
    )
    payout = collect(currency="EUR", actor=owner)
    approve(batch=payout, actor=CustomerFactory(is_staff=True))
    gifts = Program.objects.get(slug="gifts")
    plan = DropPlan(measure=DropMeasure.SPEND, months=12, people=5)
    drop = make_drop(
        program=gifts, name="Autumn gifts", plan=plan, valid_until=moment + timedelta(days=40)
    )
    campaign = begin_campaign(
        program=spring, name="Advent", kind=PROMOTION, segment="all", subject="Advent",
        text="From the first of December your friends get twice as much.",
    )  # fmt: skip
    batch = Program.objects.get(slug="cards").card_batches.first()
    replaced = code_of(scene.advocates["rita"]).text
    replace_code(advocate=scene.advocates["rita"])
    shape.look_at_words(program=spring, is_wanted=True)
    anna = Advocate.objects.get(pk=scene.advocates["anna"].pk)
    replace_code(advocate=anna, word="Barista")
    scene.values |= {
        "campaign": campaign.pk, "advocate": anna.pk,
        "partner": partner.pk, "statement": statement.pk, "payout": payout.pk, "drop": drop.pk,
        "gifts": gifts.pk, "cards": Program.objects.get(slug="cards").pk, "replaced": replaced,
        "card": batch.cards.first().code.text,
        "batch": batch.pk,
        "unsubscribe": sign_unsubscription(
            user_id=person("anna").pk, kind=message_kind(REMINDER)
        ),
    }  # fmt: skip
    _ask_for_a_release(scene, spring)
    agree.publish_rules(
        program=spring,
        language="en-gb",
        title="Rules of the invitation",
        html="<h2>Who may invite</h2><p>Everybody with an account, and guests by e-mail.</p>",
    )


def _ask_for_a_release(scene: Scene, program: Program) -> None:
    terms = {name: getattr(program.current_terms, name) for name in releases.terms_fields()}
    pages = [*LandingPage.objects.filter(program=program)[:1], *RulesPage.objects.all()[:1]]
    for page in pages:
        page.save_revision(user=person("editor"))
    release = releases.ask(
        program=program,
        terms=terms | {"friend_value": Decimal("12.00")},
        pages=pages,
        go_live_at=database_now() + timedelta(days=3),
        user=person("owner"),
    )
    scene.values["release"] = release.pk


def _open_browsers(scene: Scene) -> None:
    for name in ("anna", "owner", "dario", "olga"):
        scene.browsers[name] = signed_in(person(name))
    for name in OTHER_REWARDS:
        scene.browsers[name] = signed_in(scene.advocates[name].user)
    scene.browsers[""] = Client(**PERSON)
