"""The migrations say what the models say, in Django's own words."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OUR_LABELS = {"oscar_referrals", "wagtail_referrals", "wagtail_referrals_pages"}
FRAMEWORKS = {"django", "modelcluster", "oscar_referrals", "wagtail", "wagtail_referrals"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.django_db
def test_a_shop_needs_no_library_for_ever_because_a_migration_names_its_field():
    models = MigrationLoader(None).project_state().models
    strangers = {
        f"{label}.{name}.{field_name}: {type(field).__module__}"
        for (label, name), model in models.items()
        if label in OUR_LABELS
        for field_name, field in model.fields.items()
        if type(field).__module__.partition(".")[0] not in FRAMEWORKS
    }
    assert strangers == set()


def test_every_app_of_ours_counts_its_rows_with_big_numbers():
    fields = {
        config.label: config.default_auto_field
        for config in apps.get_app_configs()
        if config.label in OUR_LABELS
    }
    assert fields == dict.fromkeys(OUR_LABELS, "django.db.models.BigAutoField")
