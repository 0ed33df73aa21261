"""Our own signals. All are sent robustly and after commit: a receiver can neither stop nor undo.

state_changed
    Arguments: `subject` (the Program, Referral, Reward or PayoutBatch, as committed), `event` (the
    Event).
    `sender` is the subject's model class. Not sent when a repeated request moved nothing.
"""

from django.dispatch import Signal

state_changed = Signal()
