"""The page types. Made with Wagtail 7.4, so that they are the same on every newer version."""

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models
from wagtail.images import get_image_model_string


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("oscar_referrals", "0001_initial"),
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.CreateModel(
            name="HubPage",
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Blocks tell the live program’s figures; nothing has to be typed.",
                        verbose_name="content",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "page for inviting friends",
                "verbose_name_plural": "pages for inviting friends",
            },
            bases=("wagtailcore.page", models.Model),
        ),
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Blocks tell the live program’s figures; nothing has to be typed.",
                        verbose_name="content",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
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
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation landing page",
                "verbose_name_plural": "invitation landing pages",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PartnerPage",
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Blocks tell the live program’s figures; nothing has to be typed.",
                        verbose_name="content",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner page",
                "verbose_name_plural": "partner pages",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="RulesPage",
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Your words around the rules, which come from the program itself.",
                        verbose_name="content",
                    ),
                ),
                (
                    "asks_again",
                    models.BooleanField(
                        default=False,
                        help_text="Customers who take part have to accept each new version before they go on sharing.",
                        verbose_name="ask everybody again",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules page",
                "verbose_name_plural": "rules pages",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="StoryPage",
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Blocks tell the live program’s figures; nothing has to be typed.",
                        verbose_name="content",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="Who reads the story can claim it. The first name comes with it.",
                        max_length=32,
                        verbose_name="the advocate's code",
                    ),
                ),
                (
                    "story",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="In the advocate’s own words. Without figures: blocks say them.",
                        verbose_name="story",
                    ),
                ),
                (
                    "has_consent",
                    models.BooleanField(
                        default=False,
                        help_text="Without it nobody can open the page, even when it is published.",
                        verbose_name="the advocate has agreed to be shown",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "success story",
                "verbose_name_plural": "success stories",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SeenAtPage",
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
                    "body",
                    wagtail.fields.StreamField(
                        [],
                        blank=True,
                        block_lookup={},
                        help_text="Blocks tell the live program’s figures; nothing has to be typed.",
                        verbose_name="content",
                    ),
                ),
                (
                    "share_title",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says what the program gives.",
                        max_length=120,
                        verbose_name="title of a shared link",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, it says from which order and until when.",
                        max_length=200,
                        verbose_name="text of a shared link",
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
                    "place",
                    models.CharField(
                        help_text="As it is named where its cards were made: their links lead to this page.",
                        max_length=40,
                        verbose_name="place",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="Amounts, dates and the minimum are read from it, always up to date.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="oscar_referrals.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "share_picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, one is drawn with the program's figures.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture of a shared link",
                    ),
                ),
            ],
            options={
                "verbose_name": "page of a place",
                "verbose_name_plural": "pages of places",
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
