"""Write to a segment of the customers, once each; or only show how many that would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import DuplicateName, Refused
from oscar_referrals.flows.campaign import begin_campaign, begin_round, write_letters
from oscar_referrals.management.progress import count_with_progress
from oscar_referrals.models import Program
from oscar_referrals.notify.kinds import PROGRAM_OFFERED, PROMOTION, message_kind
from oscar_referrals.selectors.recipients import figures_of, find_recipients
from oscar_referrals.selectors.segments import SEGMENTS, segment_of_name

_KINDS = {"offer": PROGRAM_OFFERED, "promotion": PROMOTION}


class Command(BaseCommand):
    """Write the letters of one campaign. Due work sends them."""

    help = (
        "Write to a segment of the customers: offer them a program, or tell members who asked for"
        " it of a coming promotion. Can be stopped and started again; nobody gets it twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What is said to whom."""
        parser.add_argument("program", help="short name of an open program")
        parser.add_argument("name", help="name of the campaign, used once per program")
        parser.add_argument("--message", choices=_KINDS, default="offer")
        parser.add_argument("--segment", choices=SEGMENTS, default="loyal")
        parser.add_argument("--subject", default="", help="of a promotion")
        parser.add_argument("--text", default="", help="of a promotion")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count the readers; write their letters unless it is a dry run."""
        program = Program.objects.filter(slug=options["program"]).first()
        if program is None:
            raise CommandError(f"There is no program {options['program']}.")
        kind = _KINDS[options["message"]]
        if bool(options["text"] and options["subject"]) != (kind == PROMOTION):
            raise CommandError("A promotion needs --subject and --text; an offer has its own.")
        recipients = find_recipients(
            program=program,
            kind=message_kind(kind),
            segment=segment_of_name(options["segment"]),
            moment=database_now(),
        )
        total = recipients.count()
        if options["dry_run"]:
            self.stdout.write(f"{total} customers would get it")
            return
        said = {field: options[field] for field in ("name", "segment", "subject", "text")}
        try:
            campaign = begin_campaign(program=program, kind=kind, **said)
        except Refused as refusal:
            raise CommandError(str(refusal.reason.label)) from None
        except DuplicateName:
            raise CommandError(
                f"The program has another campaign {options['name']}: please take a new name."
            ) from None
        begin_round(campaign)
        count_with_progress(write_letters(campaign), total=total)
        figures = figures_of(campaign)
        self.stdout.write(
            f"{figures.written} letters, {figures.sent} of them sent; due work sends the others,"
            " if they are still wanted"
        )
