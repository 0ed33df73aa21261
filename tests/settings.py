"""The example shop's settings, made quick and quiet for tests."""

import tempfile

from example_shop.settings import *  # noqa: F403
from tests.databases import database_for_tests

# The shop itself does without it, and so do the shops of tests/package.
INSTALLED_APPS = [*INSTALLED_APPS, "wagtail_localize"]

DEBUG = False
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database_for_tests()}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_FOLDER = tempfile.TemporaryDirectory(prefix="referrals-media-")
MEDIA_ROOT = MEDIA_FOLDER.name
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise would else look through every static file for each new test client.
WHITENOISE_AUTOREFRESH = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
# Tests of asking and of reminders switch them on; all others count messages and work without them.
OSCAR_REFERRALS_ASK_AFTER = ()
OSCAR_REFERRALS_REMINDER_DAYS = ()
