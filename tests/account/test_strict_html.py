"""Our pages need no inline script, style or handler, so a strict policy can forbid them all."""

import re
from pathlib import Path

import pytest

import oscar_referrals
from oscar_referrals.flows import shape
from tests.account.pages import claim_address, invitation

TEMPLATES = Path(oscar_referrals.__file__).parent / "templates" / "oscar_referrals"
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)[^>]*>|<base", re.IGNORECASE
)
# An e-mail program shows nothing but inline styles.
EMAILS = TEMPLATES / "emails"


@pytest.mark.parametrize("bad", ['<p style="x">', "<script>", '<a onclick="x">', "<STYLE>"])
def test_inline_code_is_noticed(bad):
    assert INLINE.search(bad)


def test_no_template_of_ours_has_inline_code():
    found = [
        str(file)
        for file in TEMPLATES.rglob("*.html")
        if EMAILS not in file.parents and INLINE.search(file.read_text())
    ]
    assert found == []


def test_no_page_for_strangers_has_inline_code(visitor, anna, code):
    pages = [visitor.get(invitation(code))]
    visitor.post(claim_address(code))
    pages.append(visitor.get(invitation(code)))
    shape.pause(program=anna.program)
    pages.append(visitor.get(invitation(code)))
    for page in pages:
        assert INLINE.search(page.content.decode()) is None


def test_a_name_is_only_ever_text(visitor, anna, code):
    # Past `clean_shown_name`, as if another program had written it.
    type(anna).objects.filter(pk=anna.pk).update(shown_name='<b onload="x">"Anna\'')
    page = visitor.get(invitation(code)).content.decode()
    assert "<b onload" not in page
    assert "&lt;b onload=&quot;x&quot;&gt;" in page
