"""Our own signals. All are sent after commit: a receiver can neither stop nor undo.

state_changed
    Arguments: `subject` (the Program, Referral, Reward or PayoutBatch in its new state), `event`
    (the Event). `sender` is the subject's model class. Sent robustly: a receiver that raises is
    logged. Not sent when a repeated request moved nothing.

program_changed
    Arguments: `program`, which has new terms, another name or other dates. `sender` is Program.
    Sent by due work, right after commit or, if the shop stopped there, by its next run. A receiver
    that raises undoes what all of them wrote, and they are told again; so the same change may be
    told twice. Not sent for the first terms of a new program.
"""

from django.dispatch import Signal

state_changed = Signal()
program_changed = Signal()
