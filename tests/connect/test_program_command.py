"""The command that keeps a program as a file: what an export says and what an import changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from example_shop.seed.program import PROGRAMS
from oscar_referrals.connect.plain_yaml import LONGEST_FILE
from oscar_referrals.connect.programs import fields_of, read_program
from oscar_referrals.flows import shape
from oscar_referrals.models import Budget, Program, Terms
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.partners import PartnerFactory
from tests.connect.files import SHORTEST, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the command on a file with some text, and tells what it says."""

    def run(action, text, **options):
        file = tmp_path / "program.yaml"
        file.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("referrals_program", action, file, stdout=out, **options)
        return out.getvalue()

    return run


def test_an_import_makes_a_draft_with_its_offer(run):
    answer = run("import", SHORTEST)
    program = Program.objects.get(slug="autumn")
    assert program.state == "draft"
    assert program.offer is not None
    assert program.terms_in_force.number == 1
    assert fields_of(program) == read_program(SHORTEST)
    assert answer.startswith("autumn does not exist yet. It would be a draft:\n  name: Autumn\n")
    assert answer.endswith("Saved autumn, draft, with terms 1.\n")


def test_an_import_of_other_terms_makes_the_next_number_and_keeps_the_old_ones(run):
    run("import", SHORTEST)
    shape.start(program=Program.objects.get(slug="autumn"))
    answer = run("import", changed('reward_value: "5.00"', 'reward_value: "6.00"'))
    program = Program.objects.get(slug="autumn")
    assert answer == (
        "autumn would change:\n"
        "  terms.reward_value: 5.00 -> 6.00\n"
        "Saved autumn, live, with terms 2.\n"
    )
    assert [(terms.number, terms.reward_value) for terms in program.terms.order_by("number")] == [
        (1, Decimal("5.00")),
        (2, Decimal("6.00")),
    ]


def test_an_import_of_another_schedule_name_and_budget_leaves_the_terms_alone(run):
    run("import", SHORTEST)
    text = changed("ends_at: null", "ends_at: '2030-12-31T23:00:00+00:00'")
    text = changed("name: Autumn", "name: Late autumn", text)
    run("import", changed("budget: null", "budget: '80.00'", text))
    program = Program.objects.get(slug="autumn")
    assert program.name == "Late autumn"
    assert program.ends_at == datetime(2030, 12, 31, 23, tzinfo=UTC)
    assert program.terms.count() == 1
    assert program.budgets.get().cap == Decimal("80.00")


def test_a_budget_moves_to_the_new_currency_with_the_terms(run):
    text = changed("budget: null", "budget: '80.00'")
    run("import", text)
    run("import", changed("EUR", "USD", text))
    assert fields_of(Program.objects.get(slug="autumn")) == read_program(
        changed("EUR", "USD", text)
    )


def test_an_export_that_is_imported_changes_and_writes_nothing(
    run, tmp_path, django_assert_num_queries
):
    ProgramFactory(slug="summer", cap=Decimal("99.90"), ends_at=None)
    file = tmp_path / "summer.yaml"
    call_command("referrals_program", "export", "summer", output=file)
    with django_assert_num_queries(2) as queries:
        answer = run("import", file.read_text(encoding="utf-8"))
    assert answer == "summer is just as the file says.\n"
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_an_export_without_a_file_is_printed():
    program = ProgramFactory(slug="summer")
    out = StringIO()
    call_command("referrals_program", "export", "summer", stdout=out)
    assert read_program(out.getvalue()) == fields_of(program)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_dry_run_and_a_diff_tell_what_would_change_and_write_nothing(run, is_there):
    if is_there:
        run("import", SHORTEST)
    before = (Program.objects.count(), Terms.objects.count(), Budget.objects.count())
    text = changed('friend_value: "5.00"', 'friend_value: "4.00"')
    told = run("diff", text)
    assert "  terms.friend_value: " in told
    assert (
        run("import", text, dry_run=True) == f"{told}This was a trial. Nothing has been written.\n"
    )
    assert (Program.objects.count(), Terms.objects.count(), Budget.objects.count()) == before


def test_nothing_is_written_if_a_later_step_fails(run, monkeypatch):
    run("import", SHORTEST)

    def fail(**fields):
        raise shape.TermsInvalid({"cap": "No."})

    monkeypatch.setattr(shape, "set_budget", fail)
    text = changed('friend_value: "5.00"', 'friend_value: "4.00"')
    with pytest.raises(CommandError, match=r"cap: No\."):
        run("import", changed("budget: null", "budget: '80.00'", text))
    assert fields_of(Program.objects.get(slug="autumn")) == read_program(SHORTEST)


@pytest.mark.parametrize(
    ("name", "slug", "problem"),
    [
        ("AUTUMN", "other", "name: Another program has this name."),
        ("Other", "Autumn", "slug: Another program has this short name in other capitals."),
    ],
)
def test_a_name_that_is_taken_is_refused(run, name, slug, problem):
    run("import", SHORTEST)
    text = changed("name: Autumn", f"name: {name}")
    with pytest.raises(CommandError) as refused:
        run("import", changed("slug: autumn", f"slug: {slug}", text))
    assert str(refused.value) == problem
    assert refused.value.returncode == 1
    assert Program.objects.get().name == "Autumn"


def test_a_program_that_has_ended_is_not_changed(run):
    run("import", SHORTEST)
    shape.end(program=Program.objects.get(slug="autumn"))
    assert run("import", SHORTEST) == "autumn is just as the file says.\n"
    with pytest.raises(CommandError, match="autumn has ended"):
        run("import", changed("name: Autumn", "name: Late autumn"))
    assert Program.objects.get().name == "Autumn"


def test_a_program_a_file_or_a_text_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="There is no program nowhere"):
        call_command("referrals_program", "export", "nowhere")
    with pytest.raises(CommandError, match=r"nothing\.yaml cannot be read: No such file"):
        call_command("referrals_program", "import", tmp_path / "nothing.yaml")
    ProgramFactory(slug="summer")
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("referrals_program", "export", "summer", output=tmp_path / "no" / "x.yaml")
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CommandError, match="is not a text in UTF-8"):
        call_command("referrals_program", "diff", tmp_path / "picture.yaml")


def test_the_example_shop_ships_programs_that_can_be_imported(run):
    files = sorted(PROGRAMS.glob("*.yaml"))
    names = ["advent", "cards", "gifts", "library", "pair", "shelf", "spring", "tasting"]
    assert [file.stem for file in files] == names
    PartnerFactory(slug="harbor-library")
    for file in files:
        text = file.read_text(encoding="utf-8")
        run("import", text)
        program = Program.objects.get(slug=file.stem)
        assert fields_of(program) == read_program(text)
    advent = Program.objects.get(slug="advent")
    assert advent.ends_at - advent.starts_at == timedelta(days=23, hours=18)


def test_a_file_of_ten_megabytes_is_refused_without_being_read_to_its_end(run):
    with pytest.raises(CommandError, match=f"too long: {LONGEST_FILE} signs"):
        run("import", SHORTEST + "#" * 10_000_000)
