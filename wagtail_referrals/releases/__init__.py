"""Terms and pages of a program that go live together: the flow, its forms and its desk."""
