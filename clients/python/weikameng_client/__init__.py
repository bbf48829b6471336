"""The refund platform's API from Python: ``Client(address, token)``, then its rooms.

    with Client("https://refunds.example", "wkm_…") as shop:
        case = shop.refunds.apply({"order": "1261103530864210", "reason": "NOT_ACTIVATED"})
        for one in shop.payouts.listing_all(state="settled"):
            print(one["number"])

What stops a call is a ``ProblemError`` with the platform's code and sentence.
"""

from weikameng_client.client import Client
from weikameng_client.line import Line
from weikameng_client.problems import FaultTold, ProblemError

__all__ = ["Client", "FaultTold", "Line", "ProblemError"]
