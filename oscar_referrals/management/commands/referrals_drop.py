"""Give the best customers gifts to give away, or only show who would get one."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.drop import make_drop
from oscar_referrals.models import DropMeasure, Program
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.selectors.drops import try_drop


class Command(BaseCommand):
    """Make one drop. The same name makes it once."""

    help = "Make a gift drop in a tangible program; --dry-run shows who would get a gift."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which program, and who gets a gift."""
        parser.add_argument("program", help="short name of a tangible program")
        parser.add_argument("name", help="name of the drop")
        parser.add_argument("--people", type=int, default=20)
        parser.add_argument("--measure", choices=DropMeasure.values, default=DropMeasure.SPEND)
        parser.add_argument("--months", type=int, default=12)
        parser.add_argument("--valid-days", type=int, default=60)
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show who gets a gift; make the drop unless it is a dry run."""
        program = Program.objects.filter(slug=options["program"]).first()
        if program is None:
            raise CommandError(f"There is no program {options['program']}.")
        plan = DropPlan(options["measure"], options["months"], options["people"])
        moment = database_now()
        if options["dry_run"]:
            self._show(program, plan)
            return
        try:
            drop = make_drop(
                program=program,
                name=options["name"],
                plan=plan,
                valid_until=moment + timedelta(days=options["valid_days"]),
            )
        except Refused as refusal:
            raise CommandError(str(refusal.reason.label)) from None
        self.stdout.write(f"{drop.gifts.count()} gifts of {drop.value} {drop.currency} made")

    def _show(self, program: Program, plan: DropPlan) -> None:
        dry_run = try_drop(program=program, plan=plan, moment=database_now())
        for person in dry_run.people:
            self.stdout.write(f"{person.email}  {person.figure}")
        room = "no limit" if dry_run.room is None else dry_run.room
        self.stdout.write(f"costs {dry_run.cost} {dry_run.currency}, budget left: {room}")
