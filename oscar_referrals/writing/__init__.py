"""Writing terms: the form, and the words in which staff read them.

The shop's dashboard and Wagtail's admin show the same form, so that both ask the same and say the
same where something is wrong.
"""
