"""A small browser: it keeps cookies, follows links and sends forms, and runs no scripts."""

import re
from decimal import Decimal
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from example_shop.story.failure import StoryFailed
from example_shop.story.html import Form, HtmlReader

# Visits by programs are not counted, so this one gives the name of a person's browser.
NAME = "Mozilla/5.0 ({device}; rv:140.0) Gecko/20100101 Firefox/140.0"
AMOUNT = r"-?€[\d,]+\.\d\d"
SECONDS = 30


class Page:
    """What the shop answered: an address, and a page to read."""

    def __init__(self, *, address: str, html: str) -> None:
        self.address = address
        self.html = html
        reader = HtmlReader()
        reader.feed(html)
        self.text = " ".join(" ".join(reader.words).split())
        self.links = reader.links
        self.forms = reader.forms

    @property
    def path(self) -> str:
        """The address without the server's name."""
        return urlsplit(self.address).path

    def lacks(self, what: str) -> StoryFailed:
        """Return the failure to raise when something is not on the page."""
        return StoryFailed(f"{what} is not on {self.address}", page=self)

    def says(self, words: str) -> bool:
        """Tell whether the page shows these words."""
        return words in self.text

    def find(self, pattern: str) -> str:
        """Return the first group of a pattern in the page's words. Raises StoryFailed."""
        found = re.search(pattern, self.text)
        if found is None:
            raise self.lacks(f"/{pattern}/")
        return found.group(1)

    def amount(self, label: str) -> Decimal:
        """Return the first amount in EUR that follows a label. Raises StoryFailed."""
        written = self.find(rf"{re.escape(label)}.*?({AMOUNT})")
        return Decimal(written.replace("€", "").replace(",", ""))

    def form(self, ending: str = "", /, *, holding: str = "", **fields: str) -> Form:
        """Return the form whose address ends like this, with a field and with these values.

        Raises StoryFailed. A form without an action goes to the page's own address.
        """
        for form in self.forms:
            target = urlsplit(urljoin(self.address, form.action)).path
            is_complete = not holding or holding in form.fields
            if target.endswith(ending) and is_complete and fields.items() <= form.fields.items():
                return form
        raise self.lacks(f"the form {ending} {holding} {fields or ''}")

    def link(self, words: str) -> str:
        """Return the address behind the link with these words. Raises StoryFailed."""
        for link in self.links:
            if " ".join(link.words.split()) == words:
                return link.address
        raise self.lacks(f"the link “{words}”")


class Browser:
    """One person's browser, fresh: it knows no cookie."""

    def __init__(self, *, address: str, device: str = "X11; Linux x86_64") -> None:
        self._headers = {"User-Agent": NAME.format(device=device), "Accept-Language": "en-GB"}
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = Page(address=address, html="")

    def open(self, address: str) -> Page:
        """Open an address, absolute or relative to the page, and follow redirects."""
        return self._ask(urljoin(self.page.address, address))

    def follow(self, words: str) -> Page:
        """Follow the link with these words. Raises StoryFailed."""
        return self.open(self.page.link(words))

    def send(self, form: Form, **values: str) -> Page:
        """Fill in a form of the page, press its button and follow redirects."""
        sent = dict([form.button] if form.button and form.button[0] else [])
        data = urlencode(sent | form.fields | values)
        address = urljoin(self.page.address, form.action)
        if form.method == "get":
            return self.open(f"{address.partition('?')[0]}?{data}")
        return self._ask(address, data=data.encode())

    def _ask(self, address: str, *, data: bytes | None = None) -> Page:
        headers = self._headers | {"Referer": self.page.address}
        request = Request(address, data=data, headers=headers)  # noqa: S310 - links of the shop
        try:
            answer = self._opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            page = Page(address=error.url, html=error.read().decode(errors="replace"))
            raise StoryFailed(f"{error} at {error.url}", page=page) from None
        with answer:
            self.page = Page(address=answer.url, html=answer.read().decode())
        return self.page
