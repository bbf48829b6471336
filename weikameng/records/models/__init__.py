"""Tables and constraints and nothing else; one file per room."""

from weikameng.records.models.accounts import ApiToken, User, Wallet, WalletEntry
from weikameng.records.models.approvals import ApprovalRequest
from weikameng.records.models.backtests import PolicyBacktest
from weikameng.records.models.books import BookEntry, RecoveryClaim
from weikameng.records.models.catalogue import CardStock, Product
from weikameng.records.models.clocks import CalendarNotice, ClockEvent, ClockWatch
from weikameng.records.models.complaints import Complaint, ComplaintEvent
from weikameng.records.models.desk import DeskClaim, DeskFilter, DeskLook
from weikameng.records.models.evidence import Evidence
from weikameng.records.models.figures import CaseRating, SampleReview
from weikameng.records.models.looks import OrderLook
from weikameng.records.models.messages import CaseRead, Message
from weikameng.records.models.notices import Contact, Notice, NoticeWish
from weikameng.records.models.orders import Order, OrderUnit, Tender
from weikameng.records.models.payouts import (
    ChannelNotice,
    ChannelStanding,
    NoticeRefusal,
    OfflineTransfer,
    Payout,
    PayoutReceipt,
)
from weikameng.records.models.pictures import (
    DecisionOnReading,
    PictureReading,
    PictureToken,
    ReadingJudgement,
    Upload,
    UploadPart,
)
from weikameng.records.models.policies import PolicyEvent, PolicyVersion
from weikameng.records.models.refunds import CaseEvent, CaseRound, CaseUnit, RefundCase
from weikameng.records.models.reuse import PicturePair
from weikameng.records.models.staff_log import StaffAction
from weikameng.records.models.staff_notices import StaffNotice
from weikameng.records.models.statements import (
    ChannelBalance,
    ChannelStatement,
    Difference,
    DifferenceEvent,
    StatementLine,
    StatementRun,
)
from weikameng.records.models.supplying import SupplierQuestion
from weikameng.records.models.transfers import TransferEvent

__all__ = [
    "ApiToken",
    "ApprovalRequest",
    "BookEntry",
    "CalendarNotice",
    "CardStock",
    "CaseEvent",
    "CaseRating",
    "CaseRead",
    "CaseRound",
    "CaseUnit",
    "ChannelBalance",
    "ChannelNotice",
    "ChannelStanding",
    "ChannelStatement",
    "ClockEvent",
    "ClockWatch",
    "Complaint",
    "ComplaintEvent",
    "Contact",
    "DecisionOnReading",
    "DeskClaim",
    "DeskFilter",
    "DeskLook",
    "Difference",
    "DifferenceEvent",
    "Evidence",
    "Message",
    "Notice",
    "NoticeRefusal",
    "NoticeWish",
    "OfflineTransfer",
    "Order",
    "OrderLook",
    "OrderUnit",
    "Payout",
    "PayoutReceipt",
    "PicturePair",
    "PictureReading",
    "PictureToken",
    "PolicyBacktest",
    "PolicyEvent",
    "PolicyVersion",
    "Product",
    "ReadingJudgement",
    "RecoveryClaim",
    "RefundCase",
    "SampleReview",
    "StaffAction",
    "StaffNotice",
    "StatementLine",
    "StatementRun",
    "SupplierQuestion",
    "Tender",
    "TransferEvent",
    "Upload",
    "UploadPart",
    "User",
    "Wallet",
    "WalletEntry",
]
