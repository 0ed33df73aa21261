"""Oscar's checkout with one way to pay: by invoice."""
