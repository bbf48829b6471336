"""What orders and tokens of the bench are called; nothing here needs the platform."""

# The policy allows a buyer three one-click refunds in 30 days.
ORDERS_A_BUYER = 2
CONNECTIONS = 16


def order_number(place: int) -> str:
    """Return the number of the order at a place; only looked up, so no check digits."""
    return f"9{place:015d}"


def token(place: int) -> str:
    """Return the API token of the buyer of the order at a place."""
    return f"wkm_bench_{place // ORDERS_A_BUYER}"
