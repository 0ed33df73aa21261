from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's checkout app, found under Oscar's label, with the view below."""

    name = "example_shop.checkout"
