"""Tables and constraints and nothing else; one file per room."""

from weikameng.records.models.accounts import ApiToken, User, Wallet, WalletEntry
from weikameng.records.models.backtests import PolicyBacktest
from weikameng.records.models.catalogue import CardStock, Product
from weikameng.records.models.evidence import Evidence
from weikameng.records.models.looks import OrderLook
from weikameng.records.models.orders import Order, OrderUnit, Tender
from weikameng.records.models.payouts import BookEntry, Payout, PayoutReceipt
from weikameng.records.models.policies import PolicyEvent, PolicyVersion
from weikameng.records.models.refunds import CaseEvent, CaseRound, CaseUnit, RefundCase

__all__ = [
    "ApiToken",
    "BookEntry",
    "CardStock",
    "CaseEvent",
    "CaseRound",
    "CaseUnit",
    "Evidence",
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
    "Tender",
    "User",
    "Wallet",
    "WalletEntry",
]
