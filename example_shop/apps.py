from django.apps import AppConfig


class ExampleShopConfig(AppConfig):
    """The shop's own templates, static files and commands."""

    name = "example_shop"
    label = "example_shop"
    verbose_name = "Example shop"
