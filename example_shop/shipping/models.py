"""Oscar's own shipping models; its migrations are used as they are (MIGRATION_MODULES)."""

from oscar.apps.shipping.models import *  # noqa: F403
