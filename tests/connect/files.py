"""A file of a program, and the same with something else in it."""

#: What has to be in a file; everything else is as usual.
SHORTEST = """\
name: Autumn
slug: autumn
starts_at: null
ends_at: null
budget: null
terms:
  currency: EUR
  friend_value: "5.00"
  reward_value: "5.00"
"""


def changed(before, after, text=SHORTEST):
    """Return a file in which one thing is said differently."""
    assert text.count(before) == 1
    return text.replace(before, after)
