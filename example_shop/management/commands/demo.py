"""The command that shows the example shop to a stranger."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from example_shop.seed.people import EVERYBODY, PASSWORD
from example_shop.story.failure import StoryFailed
from example_shop.story.play import DAYS_LATER, Story
from example_shop.story.process import Shop, is_taken
from example_shop.story.telling import Teller
from oscar_referrals.models import Code


class Command(BaseCommand):
    """Serve the shop until Ctrl-C; the story is played once per database."""

    help = "Sets up the example shop, plays the story in it and keeps serving it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: another port."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, play, serve."""
        port = options["port"]
        if is_taken(port):
            raise CommandError(
                f"Port {port} is taken. Stop the program that listens on it, or choose another "
                f"port: manage.py demo --port {port + 1}"
            )
        # A demo that is told to end stops its server as it does for Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        folder = settings.DATA_FOLDER
        with Shop(folder=folder, port=port, settings={}) as shop:
            try:
                self._set_up(shop=shop)
                self._serve(shop=shop)
            except StoryFailed as failure:
                raise CommandError(failure.explain(folder=folder)) from None
            except KeyboardInterrupt:
                self.stdout.write("\nThe shop is closed.")

    def _set_up(self, *, shop: Shop) -> None:
        """Fill the shop and play the story, unless that was done before.

        The story begins in the past, so that it ends today and the shop goes on with a true clock.
        """
        teller = Teller(stream=self.stdout)
        teller.say("The shop is being set up; the first time takes about a minute.")
        shop.manage("migrate", "--verbosity=0")
        if find_code() is not None:
            shop.manage("load_example_shop")
            teller.say(
                "This shop has been used before, so the story is not played again. "
                "`make clean` makes room for a fresh one."
            )
            return
        shop.mailbox.clear()
        shop.days = -DAYS_LATER
        shop.manage("load_example_shop")
        shop.start()
        Story(shop=shop, teller=teller).tell()
        # Now that Anna has a code, her own story can be read too.
        shop.manage("load_example_shop")
        shop.stop()

    def _serve(self, *, shop: Shop) -> None:
        shop.start(do_due_work=True)
        Teller(stream=self.stdout).say("\n".join(describe(shop=shop, code=find_code())))
        shop.wait()
        raise StoryFailed("The server has ended.")


def find_code() -> str | None:
    """Return the first code of the shop, or None if nobody has joined yet."""
    code = Code.objects.order_by("pk").values_list("text", flat=True).first()
    connection.close()
    return code


def describe(*, shop: Shop, code: str | None) -> list[str]:
    """Return where everything is and who can sign in, one line each."""
    places = {
        "The shop": "/",
        "Anna's invitation": f"/r/{code}/",
        "Her own page": "/account/invite/",
        "The hub, in Wagtail": "/friends/",
        "Its landing page": "/invite/",
        "Its rules": "/friends/rules/",
        "The library's total": "/friends/giving/",
        "Anna's story": "/friends/anna/",
        "Oscar's dashboard": "/shop/dashboard/",
        "Programs and referrals": "/dashboard/referrals/",
        "Wagtail's editor": "/cms/",
    }
    return [
        "",
        *(f"{name:<24}{shop.address}{path}" for name, path in places.items()),
        f"{'E-mails':<24}{shop.mailbox.folder}",
        "",
        f"Log-ins, all with the password {PASSWORD}",
        *(f"    {person.email:<24}{person.role}" for person in EVERYBODY),
        "",
        "Ctrl-C closes the shop.",
    ]
