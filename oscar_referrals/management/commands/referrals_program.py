"""Keep a program as a file: write it down, compare it, and make it so."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from oscar_referrals.connect.plain_yaml import LONGEST_FILE, FileRefused
from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import (
    ProgramFields,
    document_of,
    fields_of,
    find_differences,
    read_program,
    write_program,
)
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.models import Program


class Command(BaseCommand):
    """Export a program as YAML, show what a file would change, or import it."""

    help = "Write a program as YAML, show what such a file would change, or import it."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand for each direction, and one that only looks."""
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="write a program as YAML")
        export.add_argument("slug", help="the program's short name in addresses")
        export.add_argument("--output", type=Path, help="write this file instead of printing")
        diff = actions.add_parser("diff", help="show what an import would change")
        diff.add_argument("file", type=Path)
        import_ = actions.add_parser("import", help="make a draft program, or change one")
        import_.add_argument("file", type=Path)
        import_.add_argument("--dry-run", action="store_true", help="try it and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, or exit with an error that names every problem of the file."""
        try:
            match options["action"]:
                case "export":
                    self._export(slug=options["slug"], output=options["output"])
                case "diff":
                    self._show_differences(_read(options["file"]))
                case "import":
                    self._import(_read(options["file"]), is_trial=options["dry_run"])
        except (FileRefused, TermsInvalid) as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError("Somebody has just saved the same. Please try again.") from error

    def _export(self, *, slug: str, output: Path | None) -> None:
        program = _find(slug)
        if program is None:
            raise CommandError(f"There is no program {slug}.")
        text = write_program(fields_of(program))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error

    def _import(self, fields: ProgramFields, *, is_trial: bool) -> None:
        if not self._show_differences(fields):
            return
        with transaction.atomic():
            program = save_program(fields=fields)
            transaction.set_rollback(is_trial)
        if is_trial:
            self.stdout.write("This was a trial. Nothing has been written.")
        else:
            number = program.terms_in_force.number
            self.stdout.write(f"Saved {program.slug}, {program.state}, with terms {number}.")

    def _show_differences(self, fields: ProgramFields) -> bool:
        """Print what an import would change; tell whether there is anything."""
        program = _find(fields.slug)
        differences = find_differences(
            before=document_of(fields_of(program)) if program else None,
            after=document_of(fields),
        )
        if program is None:
            self.stdout.write(f"{fields.slug} does not exist yet. It would be a draft:")
        elif differences:
            self.stdout.write(f"{fields.slug} would change:")
        else:
            self.stdout.write(f"{fields.slug} is just as the file says.")
        for line in differences:
            self.stdout.write(f"  {line}")
        return bool(differences)


def _find(slug: str) -> Program | None:
    return Program.objects.select_related("current_terms").filter(slug=slug).first()


def _read(path: Path) -> ProgramFields:
    """Return what a file says. Raises FileRefused, and CommandError if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not a text in UTF-8.") from error
    return read_program(text)
