"""The landing page. Made with Wagtail 7.4, so that it is the same on every newer version."""

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("oscar_referrals", "0001_initial"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [
        migrations.CreateModel(
            name="LandingPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what both sides get.",
                        max_length=120,
                        verbose_name="headline",
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="For visitors without a code, who might want to invite a friend.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "welcome",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="For friends who come with a code: who you are and why it is worth it.",
                        verbose_name="welcome",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it and always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation landing page",
                "verbose_name_plural": "invitation landing pages",
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
