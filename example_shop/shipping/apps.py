from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Oscar's shipping app, found under Oscar's label, with the repository below."""

    name = "example_shop.shipping"
