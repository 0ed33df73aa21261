"""Our own errors. Each carries a stable reason code; what a stranger sees reveals nothing."""

from oscar_referrals.reasons import Reason, customer_sentence, stranger_sentence


class ReferralError(Exception):
    """Base of every error this package raises on purpose."""


class Refused(ReferralError):
    """A person asked for something the program does not allow. `reason` says why."""

    def __init__(self, reason: Reason, told: str = "") -> None:
        """`told` is what the rule that refused tells the person; by default the reason's words."""
        super().__init__(reason.value)
        self.reason = reason
        self._told = told

    @property
    def sentence(self) -> str:
        """What the person himself may read."""
        return self._told or customer_sentence(self.reason)

    @property
    def sentence_for_a_stranger(self) -> str:
        """What anybody may read: nothing about which codes exist."""
        return self._told or stranger_sentence(self.reason)


class ForbiddenMove(ReferralError):
    """A state change outside the lifecycle table."""


class LedgerError(ReferralError):
    """The ledger refused a transfer; nothing was written."""


class UnbalancedTransfer(LedgerError):
    """The entries of a transfer do not sum to zero, or mix currencies."""


class KeyReused(LedgerError):
    """An idempotency key came again with other content."""


class InsufficientCredit(LedgerError):
    """A transfer would take more out of an account than the shop owes there."""


class UnknownName(ReferralError):
    """A registry was asked for a name nobody registered."""


class DuplicateName(ReferralError):
    """A name was registered twice."""


class CodesInvalid(ReferralError):
    """Codes do not fit their lists. `problems` maps lines to what their list is worth."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__(", ".join(map(str, problems)))
        self.problems = problems


class TermsInvalid(ReferralError):
    """Terms contradict themselves. `problems` maps field names to sentences."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in problems.items()))
        self.problems = problems
