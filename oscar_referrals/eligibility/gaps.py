"""What is missing in the words of a rule: a sentence, or the figure that a sentence names."""

from typing import Any

from oscar_referrals.eligibility.registry import Rule

#: The figures of terms that the sentences of every rule may name.
FIGURES_OF_TERMS = (
    "minimum",
    "currency",
    "claim_days",
    "code_total",
    "advocate_total",
    "friend_pieces",
)
#: What else they may name: of what goods the friend gets a piece for free.
WORDS_OF_TERMS = ("goods",)
SENTENCES = ("staff", "customer", "published")


def find_gaps(rule: Rule[Any]) -> list[str]:
    """Return what is wrong with a rule's three sentences, in the active language."""
    known = {*FIGURES_OF_TERMS, *WORDS_OF_TERMS, *(parameter.name for parameter in rule.parameters)}
    gaps = []
    for name in SENTENCES:
        named = _NamedFigures()
        sentence = str(getattr(rule, name) % named)
        if not sentence.strip():
            gaps.append(f"has no sentence for {name}")
        gaps += [f"names %({figure})s, which it does not have" for figure in named.names - known]
    return gaps


class _NamedFigures(dict[str, int]):
    """Notes which figures a sentence asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> int:
        self.names.add(name)
        return 1
