"""The shop's own pages in Wagtail."""
