"""Print what a program would have cost on the shop's own past orders."""

import re
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from oscar_referrals.insight.asking import launch_day, months_ago, preview_program
from oscar_referrals.insight.preview import CostPreview
from oscar_referrals.insight.wording import (
    Row,
    figure_rows,
    headline,
    method_sentences,
    people_sentences,
    refusal_rows,
    scenario_names,
    spending_rows,
)
from oscar_referrals.management.tables import add_csv_option, write_table
from oscar_referrals.models import Program

_MONTHS = re.compile(r"([1-9][0-9]{0,3})m")


class Command(BaseCommand):
    """Replay past first orders through a program's rules, discount and reward."""

    help = (
        "Print what a program, started or not, would have cost on the shop's own past orders if 5,"
        " 10 or 20 % of all first orders had come by an invitation. Nothing is saved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which program, which orders, and in which form."""
        parser.add_argument("--program", required=True, help="its short name in addresses")
        parser.add_argument("--since", help="only first orders since a day, or 12m for 12 months")
        add_csv_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures, and how they were found."""
        program = Program.objects.filter(
            slug=options["program"], current_terms__isnull=False
        ).first()
        if program is None:
            raise CommandError(f"There is no program {options['program']!r} with terms.")
        since = _moment(options["since"]) if options["since"] else None
        preview = preview_program(program=program, since=since)
        figures = figure_rows(preview, launch=launch_day(program))
        if options["csv"]:
            rows = [*figures, *refusal_rows(preview), *spending_rows(preview)]
            self._print(preview, program.name, rows, as_csv=True)
            return
        self.stdout.write(headline(preview))
        self._print(preview, program.name, figures)
        self._print(preview, "Not counted because", refusal_rows(preview))
        self._print(preview, "Spent by", spending_rows(preview))
        self.stdout.write("")
        for sentence in (*people_sentences(preview), *method_sentences(preview)):
            self.stdout.write(sentence)

    def _print(
        self, preview: CostPreview, title: str, rows: list[Row], *, as_csv: bool = False
    ) -> None:
        if not rows:
            return
        if not as_csv:
            self.stdout.write("")
        write_table(
            self.stdout,
            header=(title, *scenario_names(preview)),
            rows=[(row.label, *row.cells) for row in rows],
            as_csv=as_csv,
        )


def _moment(text: str) -> datetime:
    """Return when a day begins, or the moment so many months ago. Raises CommandError."""
    months = _MONTHS.fullmatch(text)
    if months:
        return months_ago(int(months[1]))
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{text} is neither a day, such as 2026-01-31, nor months, such as 12m.")
    return timezone.make_aware(datetime.combine(day, time.min))  # noqa: DTZ001
