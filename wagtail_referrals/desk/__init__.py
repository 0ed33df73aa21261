"""The editors' desk in Wagtail's admin: choosing programs, reports, figures, checks of contents."""
