"""A referral program inside the shop: codes, claims, rewards and the money behind them."""

__version__ = "0.1.0"
