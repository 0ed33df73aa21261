"""T7: anything at all instead of a code. One calm answer per entry point, nothing written."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.test import Client, override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oscar_referrals.codes import ALPHABET, CODE_LENGTH, normalize_code
from oscar_referrals.models import Claim, Event, Referral, Visit, Work
from oscar_referrals.selectors.codes import find_code
from oscar_referrals.test.factories import code_of
from oscar_referrals.test.orders import make_product
from tests.reliability.live import NO_LIMITS
from tests.reliability.outcome import Outcome
from tests.reliability.world import join, open_program

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|attempt)" value="[^"]*"')
NASTY = (
    "\x00", "\ud800", "\udfff\ud800", "\u202eEDOC", "\u200b" * 9, "ﬁ", "ß", "İ", "А" * 9, "Ａ" * 9,
    "' OR 1=1 --", '"; DROP TABLE code; --', "a\r\nSet-Cookie: x=1", '{"code": null}', "%00", "%2e",
    "..", "<script>alert(1)</script>", "{{ 7 * 7 }}", "A" * 1_000_000, "3" * 32, "\x7f", "\uffff",
)  # fmt: skip
SHORT_OF_A_CODE = st.text(alphabet=ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
ANYTHING = (
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
    | st.sampled_from(NASTY)
    | SHORT_OF_A_CODE
    | st.binary(max_size=40).map(lambda data: data.decode("latin-1"))
)
#: Oscar repeats what was typed in a message; a megabyte of it takes Oscar seconds.
LONG = 10_000
SECTIONS = {
    "r": "/r/{}/",
    "invitation": "/invitation/{}/",
    "claim": "/invitation/{}/claim/",
    "voucher box": "/shop/basket/vouchers/add/",
}
Ask = Callable[[str], None]


def codes_of_any_kind(*, rounds: int) -> Outcome:
    """Whatever is looked up as a code is not found, raises nothing and writes nothing."""
    own = _own_codes()

    def ask(text: str) -> None:
        found = find_code(text)
        assert found is None or found.text in own, repr(text[:80])
        assert normalize_code(normalize_code(text)) == normalize_code(text), repr(text[:80])

    return _fuzz(ask, rounds)


def addresses_of_any_kind(*, rounds: int) -> Outcome:
    """Our pages answer every wrong code alike, with no error of the server."""
    _own_codes()
    client = Client(headers={"user-agent": BROWSER})
    answers: dict[str, set[tuple[int, bytes]]] = {name: set() for name in SECTIONS}

    def ask(text: str) -> None:
        part = quote(text.encode("utf-8", "surrogatepass"), safe="")
        if text in ("", ".", "..") or "/" in text or find_code(text):
            return
        for name in ("r", "invitation"):
            answers[name].add(_plain(client.get(SECTIONS[name].format(part))))
        answers["claim"].add(_plain(client.post(SECTIONS["claim"].format(part))))

    with override_settings(**NO_LIMITS):
        outcome = _fuzz(ask, rounds)
    wrong = [
        f"{name}: {len(found)} different answers, {sorted({status for status, _ in found})}"
        for name, found in answers.items()
        if len(found) > 1 or any(status >= 500 for status, _ in found)
    ]
    return Outcome(outcome.figures, [*outcome.differences, *wrong])


def voucher_box_of_any_kind(*, rounds: int) -> Outcome:
    """Oscar's own voucher box, with a product in the basket: no error, nothing of ours written."""
    _own_codes()
    client = Client(headers={"user-agent": BROWSER})
    product = make_product()
    client.post(f"/shop/basket/add/{product.pk}/", {"quantity": 2})

    def ask(text: str) -> None:
        if find_code(text):
            return
        data = {"code": text[:LONG].encode("utf-8", "surrogatepass")}
        answer = client.post(SECTIONS["voucher box"], data)
        assert answer.status_code < 500, repr(text[:80])

    return _fuzz(ask, rounds)


def _own_codes() -> set[str]:
    return {code_of(advocate).text for advocate in join(open_program(), number=2)}


def _fuzz(ask: Ask, rounds: int) -> Outcome:
    """Ask with so many texts; the nasty ones that are known are asked first."""
    before, seconds, problems = _rows(), [], []

    def ask_and_watch(text: str) -> None:
        started = time.perf_counter()
        try:
            ask(text)
        except Exception as error:  # noqa: BLE001 - it is reported
            problems.append(f"{text[:40]!r}: {type(error).__name__} {error}"[:300])
        seconds.append(time.perf_counter() - started)

    @hypothesis_settings(
        max_examples=rounds,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(ANYTHING)
    def ask_anything(text: str) -> None:
        ask_and_watch(text)

    for text in NASTY:
        ask_and_watch(text)
    ask_anything()
    written = {name: (before[name], now) for name, now in _rows().items() if now != before[name]}
    slowest = sorted(seconds)[int(len(seconds) * 0.99)] * 1000
    figures = f"{len(seconds)} texts, {len(problems)} errors, 99 % within {slowest:.1f} ms"
    return Outcome(figures, [*problems, *(f"rows written: {name}" for name in written)])


def _rows() -> dict[str, int]:
    return {
        model.__name__: model.objects.count() for model in (Claim, Event, Referral, Visit, Work)
    }


def _plain(answer: Any) -> tuple[int, bytes]:
    """Return an answer without what is different on every page."""
    return answer.status_code, TOKEN.sub(b"", answer.content)
