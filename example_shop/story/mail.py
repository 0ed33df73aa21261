"""Reads the e-mails that the shop has sent, from the folder where its settings let it put them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern_policy
from pathlib import Path

BETWEEN_EMAILS = b"-" * 79 + b"\n"


class Mailbox:
    """Everybody's e-mails in one folder."""

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def subjects_to(self, address: str) -> list[str]:
        """Return the subjects of what was sent to an address."""
        return [str(email["Subject"]) for email in self._emails() if address in str(email["To"])]

    def clear(self) -> None:
        """Throw away what an earlier shop has sent."""
        for file in self.folder.glob("*.log"):
            file.unlink()

    def _emails(self) -> list[EmailMessage]:
        parts = [
            part
            for file in self.folder.glob("*.log")
            for part in file.read_bytes().split(BETWEEN_EMAILS)
        ]
        return [message_from_bytes(part, policy=modern_policy) for part in parts if part.strip()]
