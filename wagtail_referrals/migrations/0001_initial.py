"""What sites decide, and releases. They follow the page model of the site, on Wagtail 7.4 as well."""

import django.core.validators
import django.db.models.deletion
import swapper
from django.conf import settings
from django.db import migrations, models

PAGE = swapper.get_model_name("wagtailcore", "Page")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("oscar_referrals", "0002_append_only_ledger"),
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(PAGE),
    ]

    operations = [
        migrations.CreateModel(
            name="InvitationSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "smallest_group",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Of fewer people no list of the best is shown, whatever its block says, because one could guess who they are.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="smallest group",
                    ),
                ),
                (
                    "landing_page",
                    models.ForeignKey(
                        blank=True,
                        help_text="If a program has several landing pages, share links lead to this one, in the visitor’s language if it is translated. Left empty, they lead to the first one.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE,
                        verbose_name="landing page",
                    ),
                ),
                (
                    "hub_page",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who wants to invite, or to see what came of it, is led to this page, in the visitor’s language if it is translated. Left empty, it is the shop’s own page.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE,
                        verbose_name="page of customers who invite",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        help_text="Blocks on pages without a program of their own show it as long as it is open. Left empty, they show the open program with the highest precedence.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program of this site",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitations",
                "verbose_name_plural": "invitations",
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("terms", models.JSONField(blank=True, default=dict, verbose_name="new terms")),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="goes live"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                ("released_at", models.DateTimeField(null=True, verbose_name="live since")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="stopped")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled")),
                ("reason", models.TextField(blank=True, verbose_name="why it was stopped")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oscar_referrals.terms",
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ("-asked_at", "-pk"),
                "permissions": (("approve_release", "Can approve what others want to release"),),
            },
        ),
        migrations.CreateModel(
            name="ReleasedPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="wagtail_referrals.release",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    ("asked_by", None),
                    models.Q(("approved_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="referrals_release_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedpage",
            constraint=models.UniqueConstraint(
                fields=("release", "page"), name="referrals_released_once"
            ),
        ),
    ]
