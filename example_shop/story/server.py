"""The shop's server in a process of its own: Django's development server, without its reloader.

python -m example_shop.story.server PORT [--do-due-work]
"""

import argparse
import threading
import time

from django.core.servers.basehttp import run
from django.db import connection

from example_shop.wsgi import application

SECONDS_BETWEEN_RUNS = 5


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="Serve the example shop on this machine.")
    parser.add_argument("port", type=int)
    parser.add_argument("--do-due-work", action="store_true", help="what cron does in a real shop")
    options = parser.parse_args()
    if options.do_due_work:
        threading.Thread(target=do_due_work_for_ever, daemon=True).start()
    run("127.0.0.1", options.port, application, threading=True)


def do_due_work_for_ever() -> None:
    """Do what `manage.py referrals_run_due` does, every few seconds."""
    from oscar_referrals.flows.work import run_due

    while True:
        run_due()
        connection.close()
        time.sleep(SECONDS_BETWEEN_RUNS)


if __name__ == "__main__":
    main()
