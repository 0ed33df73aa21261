"""Making programs and new terms: what is shown is what is saved."""

from decimal import Decimal

import pytest

from oscar_referrals.eligibility import CHOOSABLE
from oscar_referrals.models import Program, Terms
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_product
from oscar_referrals.writing.terms import TermsForm
from tests.dashboard.conftest import told

TERMS = {
    "friend_value": "10",
    "friend_benefit": "amount",
    "minimum": "40",
    "new_customers_only": "on",
    "claim_days": "30",
    "reward_value": "12.50",
    "reward_shape": "fixed",
    "reward_cap": "",
    "reward_kind": "store_credit",
    "reward_days": "365",
    "reward_claim_days": "60",
    "hold_days": "14",
    "advocate_limit": "10",
    "advocate_total": "",
    "code_total": "",
    "frees_cancelled_friend": "on",
    "clawback": "proportional",
    "recovery": "receivable",
}
PROGRAM = {
    "name": "Spring invitation",
    "slug": "",
    "currency": "EUR",
    "cap": "300",
    "starts_at": "",
    "ends_at": "",
    "precedence": "0",
    "target": "10",
}


def save_what_was_shown(send, name, data, **kwargs):
    """Press Preview, then Save; return the last response."""
    preview = send(name, data, **kwargs).context["preview"]
    return send(name, data | {"save": "yes", "seal": preview.seal}, **kwargs)


def test_a_preview_saves_nothing(send, db):
    response = send("referral-program-create", PROGRAM | TERMS)
    assert Program.objects.count() == 0
    page = response.content.decode()
    assert "Anna gives you €10.00 off your first order" in page
    assert "€22.50, 56 % of the order" in page
    assert "The budget is enough for 13 such orders." in page


def test_what_was_shown_is_saved_as_a_draft(send, owner):
    response = save_what_was_shown(send, "referral-program-create", PROGRAM | TERMS)
    program = Program.objects.get()
    assert told(response) == ["The program is a draft now. Start it when everything is right."]
    assert (program.name, program.slug, program.state) == ("Spring invitation", "spring-invitation",
                                                           "draft")  # fmt: skip
    assert program.budgets.get().cap == Decimal("300.00")
    terms = program.terms_in_force
    assert (terms.number, terms.currency, terms.reward_value) == (1, "EUR", Decimal("12.50"))
    assert terms.new_customers_only
    assert not terms.combines_with_offers
    assert terms.created_by_id == int(owner.session["_auth_user_id"])


def test_a_program_may_be_in_any_currency_in_which_the_shop_has_prices(send, db):
    make_product(price="9.90").stockrecords.update(price_currency="USD")

    save_what_was_shown(send, "referral-program-create", PROGRAM | TERMS | {"currency": "USD"})
    refused = send("referral-program-create", PROGRAM | TERMS | {"name": "B", "currency": "CHF"})

    program = Program.objects.get()
    assert program.terms_in_force.currency == program.budgets.get().currency == "USD"
    assert refused.context["program_form"].errors["currency"]


@pytest.mark.parametrize("seal", ["", "forged"])
def test_saving_without_having_seen_the_preview_saves_nothing(send, db, seal):
    response = send("referral-program-create", PROGRAM | TERMS | {"save": "yes", "seal": seal})
    assert Program.objects.count() == 0
    assert "You have changed something since the preview." in response.content.decode()


def test_a_change_after_the_preview_is_shown_before_it_is_saved(send, db):
    seal = send("referral-program-create", PROGRAM | TERMS).context["preview"].seal
    changed = PROGRAM | TERMS | {"reward_value": "1000", "save": "yes", "seal": seal}
    response = send("referral-program-create", changed)
    assert Program.objects.count() == 0
    assert "The reward of €1,000.00 is more than the smallest order, €40.00." in (
        response.content.decode()
    )


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"reward_value": "50"}, "The reward of €50.00 is more than the smallest order, €40.00."),
        (
            {"cap": "15"},
            "The budget of €15.00 is smaller than one discount and one reward, €22.50.",
        ),
        (
            {"friend_value": "40"},
            "The discount of €40.00 covers all of the smallest order, €40.00.",
        ),
    ],
)
def test_a_warning_names_the_figures(send, db, change, warning):
    response = send("referral-program-create", PROGRAM | TERMS | change)
    assert response.context["preview"].warnings == [warning]


def test_sensible_terms_give_no_warning(send, db):
    assert send("referral-program-create", PROGRAM | TERMS).context["preview"].warnings == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("friend_value", "-1", "Ensure this value is greater than or equal to 0."),
        ("friend_value", "0", "The friend's benefit must be more than nothing."),
        ("friend_value", "NaN", "Enter a number."),
        ("friend_value", "Infinity", "Enter a number."),
        ("friend_value", "1e999", "Ensure that there are no more than 12 digits in total."),
        ("friend_value", "0.001", "Ensure that there are no more than 2 decimal places."),
        ("friend_value", "ten", "Enter a number."),
        ("friend_value", "", "This field is required."),
        ("minimum", "-0.01", "Ensure this value is greater than or equal to 0."),
        ("reward_value", "0", "The reward must be more than nothing."),
        ("reward_cap", "5", "A limit belongs to a percentage. Leave it empty."),
        ("reward_kind", "gold", "Select a valid choice. gold is not one of the available choices."),
        ("claim_days", "0", "Ensure this value is greater than or equal to 1."),
        ("hold_days", "-1", "Ensure this value is greater than or equal to 0."),
        ("hold_days", "99999999999", "Ensure this value is less than or equal to 3650."),
        ("advocate_limit", "1.5", "Enter a whole number."),
        ("clawback", "maybe", "Select a valid choice. maybe is not one of the available choices."),
    ],
)
def test_bad_terms_are_refused_with_a_sentence(send, program, field, value, sentence):
    response = send("referral-program-terms", TERMS | {field: value}, pk=program.pk)
    assert response.context["terms_form"].errors[field] == [sentence]
    assert "preview" not in response.context
    assert Terms.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "shape"), [("friend_value", "friend_benefit"), ("reward_value", "reward_shape")]
)
def test_a_percentage_above_a_hundred_is_refused(send, program, field, shape):
    data = TERMS | {field: "101", shape: "percentage"}
    response = send("referral-program-terms", data, pk=program.pk)
    assert response.context["terms_form"].errors == {
        field: ["A percentage cannot be more than 100."]
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("name", "   ", "This field is required."),
        ("name", "a" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("name", "spring INVITATION", "Another program has this name."),
        ("name", "Spring\u202einvitation", "Please use visible signs only."),
        ("name", "\u200b", "Please use visible signs only."),
        ("name", "Spring\x00", "Null characters are not allowed."),
        ("ends_at", "2001-01-01T00:00", "The end has to be in the future."),
        ("ends_at", "0001-01-01T00:00", "Please give a year between 2000 and 2099."),
        ("ends_at", "9999-12-31T23:59", "Please give a year between 2000 and 2099."),
        ("ends_at", "tomorrow", "Enter a valid date/time."),
        ("cap", "-5", "Ensure this value is greater than or equal to 0."),
        ("cap", "NaN", "Enter a number."),
    ],
)
def test_a_bad_program_is_refused_with_a_sentence(send, program, field, value, sentence):
    data = {**PROGRAM, **TERMS, "name": "Autumn", field: value}
    response = send("referral-program-create", data)
    assert sentence in response.context["program_form"].errors[field]
    assert "preview" not in response.context
    assert Program.objects.count() == 1


def test_an_end_before_the_start_is_refused(send, db):
    data = PROGRAM | TERMS | {"starts_at": "2040-05-02T10:00", "ends_at": "2040-05-02T09:59"}
    errors = send("referral-program-create", data).context["program_form"].errors
    assert errors == {"ends_at": ["The end has to come after the start."]}


def test_a_taken_short_name_is_refused(send, program):
    data = PROGRAM | TERMS | {"name": "Autumn", "slug": "Spring"}
    errors = send("referral-program-create", data).context["program_form"].errors
    assert errors == {"slug": ["Another program has the short name “Spring”."]}


def test_a_name_without_latin_letters_needs_a_short_name(send, db):
    data = PROGRAM | TERMS | {"name": "Весна"}
    errors = send("referral-program-create", data).context["program_form"].errors
    assert errors == {"slug": ["Please give a short name in Latin letters."]}
    save_what_was_shown(send, "referral-program-create", data | {"slug": "vesna"})
    assert Program.objects.get().name == "Весна"


def test_a_name_is_shown_as_text_wherever_it_stands(see, send, db):
    name = "<script>alert(1)</script>"
    save_what_was_shown(
        send, "referral-program-create", PROGRAM | TERMS | {"name": name, "slug": "script"}
    )
    pk = Program.objects.get().pk
    for page in ("detail", "terms", "edit", "end"):
        assert name not in see(f"referral-program-{page}", pk=pk).content.decode()
    assert name not in see("referral-program-list").content.decode()


def test_a_program_somebody_made_meanwhile_is_told_and_not_made_twice(send, monkeypatch, db):
    data = PROGRAM | TERMS
    seal = send("referral-program-create", data).context["preview"].seal
    from oscar_referrals.dashboard.forms import programs

    monkeypatch.setattr(programs.NewProgramForm, "clean_name", lambda form: data["name"])
    ProgramFactory(name=data["name"], slug="another")
    response = send("referral-program-create", data | {"save": "yes", "seal": seal})
    assert "Somebody has just saved the same." in (response.content.decode())
    assert Program.objects.count() == 1


def test_new_terms_show_what_changes_and_leave_the_old_ones_alone(send, program):
    data = TERMS | {"friend_benefit": "percentage", "minimum": "60"}
    preview = send("referral-program-terms", data, pk=program.pk).context["preview"]
    assert [(row.label, row.before, row.after) for row in preview.differences] == [
        ("The friend gets", "€10.00 off", "10% off"),
        ("From an order of", "€40.00", "€60.00"),
        ("The advocate gets", "€10.00", "€12.50"),
    ]
    response = save_what_was_shown(send, "referral-program-terms", data, pk=program.pk)
    assert told(response) == ["Terms number 2 hold from now on. Who is already in keeps his own."]
    program.refresh_from_db()
    assert program.terms_in_force.number == 2
    assert program.terms.get(number=1).minimum == Decimal("40.00")


def test_the_form_asks_for_everything_that_terms_hold():
    """Else new terms would silently fall back to the defaults."""
    kept_by_the_program = {"id", "program", "number", "currency", "created_at", "created_by"}
    names = {field.name for field in Terms._meta.concrete_fields}
    assert names - kept_by_the_program == {*TermsForm.base_fields, *CHOOSABLE}


def test_new_terms_keep_what_was_not_changed(see, send):
    program = ProgramFactory(code_total=3, claim_days=7, clawback="none")
    initial = see("referral-program-terms", pk=program.pk).context["terms_form"].initial
    data = {name: value for name, value in initial.items() if value not in (None, False)}
    save_what_was_shown(send, "referral-program-terms", data | {"minimum": "60"}, pk=program.pk)
    old, new = program.terms.order_by("number")
    for name in set(TermsForm.base_fields) - {"minimum"}:
        assert getattr(new, name) == getattr(old, name), name


def test_a_double_click_saves_new_terms_once(send, program):
    preview = send("referral-program-terms", TERMS, pk=program.pk).context["preview"]
    for _click in range(2):
        send("referral-program-terms", TERMS | {"save": "yes", "seal": preview.seal}, pk=program.pk)
    assert program.terms.count() == 2


def test_terms_that_change_nothing_cannot_be_saved(send, program):
    data = TERMS | {"reward_value": "10.00"}
    response = save_what_was_shown(send, "referral-program-terms", data, pk=program.pk)
    assert "Nothing: these are the terms that hold now." in response.content.decode()
    assert program.terms.count() == 1


def test_the_form_starts_with_the_terms_that_hold_and_lists_the_earlier_ones(see, send, program):
    save_what_was_shown(send, "referral-program-terms", TERMS, pk=program.pk)
    page = see("referral-program-terms", pk=program.pk)
    assert page.context["terms_form"].initial["reward_value"] == Decimal("12.50")
    assert [terms.number for terms, _sentence in page.context["earlier_terms"]] == [1]


def test_an_amount_is_typed_as_the_language_writes_it(settings):
    from django.utils import translation

    with translation.override("it"):
        form = TermsForm(TERMS | {"reward_value": "12,50"}, currency="EUR")
        assert form.is_valid(), form.errors
    assert form.terms.reward_value == Decimal("12.50")


def test_a_currency_without_cents_takes_no_cents():
    form = TermsForm(TERMS, currency="JPY")
    assert form.errors == {"reward_value": ["JPY has no smaller unit than 1."]}


def test_a_percentage_may_have_a_limit():
    data = TERMS | {"reward_shape": "percentage", "reward_value": "5", "reward_cap": "20"}
    form = TermsForm(data, currency="EUR")
    assert form.is_valid(), form.errors
    assert form.terms.reward_cap == Decimal("20")
