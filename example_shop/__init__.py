"""A runnable coffee shop on Oscar and Wagtail that shows the referral program at work."""
