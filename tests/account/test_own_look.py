"""What a shop sets for its own look is what the guide says."""

import re
from pathlib import Path

import oscar_referrals
from tests.architecture.tree import ROOT

STYLES = Path(oscar_referrals.__file__).parent / "static" / "oscar_referrals" / "referrals.css"
GUIDE = ROOT / "docs" / "how-to" / "own-look.md"


def test_the_guide_names_every_property_of_the_look_and_no_other():
    look = STYLES.read_text().partition(":where(:root) {")[2].partition("}")[0]
    set_there = set(re.findall(r"(--referral-[a-z-]+):", look))
    assert set(re.findall(r"--referral-[a-z-]+", GUIDE.read_text())) == set_there
