"""Every text of ours reaches translators: the catalog of source texts is complete."""

import polib
import pytest

from oscar_referrals.reasons import Reason
from tests.architecture.tree import ROOT

CATALOG = ROOT / "oscar_referrals" / "locale" / "en" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("reason", list(Reason))
def test_the_catalog_has_the_sentence_of_every_reason(reason):
    texts = {entry.msgid for entry in polib.pofile(str(CATALOG))}

    assert str(reason.label) in texts
