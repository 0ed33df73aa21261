"""Reads a page as a person would: its words, its links and the forms to fill in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = {"script", "style", "title", "template"}
PRESSED = {"submit", "image"}
NEVER_SENT = {"button", "reset", "file"}


@dataclass
class Form:
    """A form with the values it would send if it were submitted untouched.

    `boxes` are those that nobody has ticked, with the values they would send.
    """

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    button: tuple[str, str] | None = None


@dataclass
class Link:
    """A link and the words on it."""

    address: str
    words: str = ""


class HtmlReader(HTMLParser):
    """Collects words, links and forms while it is fed with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._link: Link | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins here."""
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "a" and given.get("href"):
            self._link = Link(given["href"])
            self.links.append(self._link)
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        else:
            self._note_shown_value(tag, given)
            if self._form is not None:
                self._note_control(tag, given, self._form)

    def handle_endtag(self, tag: str) -> None:
        """Note what ends here."""
        if tag in UNSEEN:
            self._unseen -= 1
        elif tag == "a":
            self._link = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        """Note the words between two tags."""
        if self._unseen:
            return
        self.words.append(data)
        if self._link is not None:
            self._link.words += data
        if self._form is not None and self._textarea is not None:
            self._form.fields[self._textarea] += data

    def _note_shown_value(self, tag: str, given: dict[str, str]) -> None:
        """What stands in a text field can be read as well."""
        if tag == "input" and given.get("type", "text") == "text":
            self.words.append(given.get("value", ""))

    def _note_control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        kind = given.get("type", "submit" if tag == "button" else "text").lower()
        if tag == "option" and self._select is not None:
            # Untouched, a list sends the chosen option, and else its first one.
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = value
        elif tag in ("input", "button") and kind in PRESSED:
            form.button = form.button or (name, value)
        elif not name or "disabled" in given or kind in NEVER_SENT:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            form.fields[name] = ""
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in given):
            form.fields[name] = value or ("on" if kind == "checkbox" else "")
        elif tag == "input" and kind == "checkbox":
            form.boxes[name] = value or "on"
