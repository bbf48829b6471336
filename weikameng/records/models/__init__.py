"""Tables and constraints and nothing else; one file per room."""

from weikameng.records.models.accounts import ApiToken, User, Wallet, WalletEntry
from weikameng.records.models.backtests import PolicyBacktest
from weikameng.records.models.books import BookEntry
from weikameng.records.models.catalogue import CardStock, Product
from weikameng.records.models.complaints import Complaint
from weikameng.records.models.evidence import Evidence
from weikameng.records.models.looks import OrderLook
from weikameng.records.models.orders import Order, OrderUnit, Tender
from weikameng.records.models.payouts import (
    ChannelNotice,
    ChannelStanding,
    NoticeRefusal,
    OfflineTransfer,
    Payout,
    PayoutReceipt,
)
from weikameng.records.models.policies import PolicyEvent, PolicyVersion
from weikameng.records.models.refunds import CaseEvent, CaseRound, CaseUnit, RefundCase
from weikameng.records.models.statements import (
    ChannelBalance,
    ChannelStatement,
    Difference,
    StatementLine,
)

__all__ = [
    "ApiToken",
    "BookEntry",
    "CardStock",
    "CaseEvent",
    "CaseRound",
    "CaseUnit",
    "ChannelBalance",
    "ChannelNotice",
    "ChannelStanding",
    "ChannelStatement",
    "Complaint",
    "Difference",
    "Evidence",
    "NoticeRefusal",
    "OfflineTransfer",
    "Order",
    "OrderLook",
    "OrderUnit",
    "Payout",
    "PayoutReceipt",
    "PolicyBacktest",
    "PolicyEvent",
    "PolicyVersion",
    "Product",
    "RefundCase",
    "StatementLine",
    "Tender",
    "User",
    "Wallet",
    "WalletEntry",
]
