"""A shop as Oscar's own tutorial makes it. It knows nothing of referrals."""
