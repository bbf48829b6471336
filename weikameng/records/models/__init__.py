"""Tables and constraints and nothing else; one file per room."""

from weikameng.records.models.accounts import ApiToken, User, Wallet, WalletEntry
from weikameng.records.models.anchors import Anchor
from weikameng.records.models.api_calls import CallCount, KeptAnswer
from weikameng.records.models.approvals import ApprovalRequest
from weikameng.records.models.backtests import PolicyBacktest
from weikameng.records.models.books import BookEntry, RecoveryClaim
from weikameng.records.models.bulk import (
    BulkImport,
    BulkProblem,
    DataExport,
    Erasure,
    KeptFile,
    KeptPart,
)
from weikameng.records.models.catalogue import CardStock, Product
from weikameng.records.models.clocks import CalendarNotice, ClockEvent, ClockWatch
from weikameng.records.models.complaints import Complaint, ComplaintEvent
from weikameng.records.models.desk import DeskClaim, DeskFilter, DeskLook
from weikameng.records.models.disputes import (
    ArbitrationBody,
    Arbitrator,
    Dispute,
    DisputeFile,
    DisputeFiling,
    DisputeRequest,
    DisputeSeat,
    RulingDraft,
    RulingSignature,
)
from weikameng.records.models.evidence import Evidence
from weikameng.records.models.exchange import ExchangeDeal, ExchangeRecord
from weikameng.records.models.figures import CaseRating, SampleReview
from weikameng.records.models.goods_life import (
    LedgerGood,
    LedgerOutbox,
    ReportRefusal,
    SupplierReport,
)
from weikameng.records.models.guardians import Guardian
from weikameng.records.models.identity import IdentityCheck
from weikameng.records.models.incidents import Incident, IncidentPart, IncidentUnit
from weikameng.records.models.log import LogAlarm, LogCheckpoint, LogEntry, LogHead, LogTile
from weikameng.records.models.looks import OrderLook
from weikameng.records.models.mapped import MapHead, MapPage, MapRoot
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
from weikameng.records.models.shops import Shop
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
from weikameng.records.models.ticket_desk import CallBack, CannedReply, TicketTyping
from weikameng.records.models.tickets import (
    Ticket,
    TicketAttachment,
    TicketMessage,
    TicketRating,
    TicketSeen,
)
from weikameng.records.models.transfers import TransferEvent
from weikameng.records.models.webhooks import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookTry,
)
from weikameng.records.models.witnesses import LogCosignature

__all__ = [
    "Anchor",
    "ApiToken",
    "ApprovalRequest",
    "ArbitrationBody",
    "Arbitrator",
    "BookEntry",
    "BulkImport",
    "BulkProblem",
    "CalendarNotice",
    "CallBack",
    "CallCount",
    "CannedReply",
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
    "DataExport",
    "DecisionOnReading",
    "DeskClaim",
    "DeskFilter",
    "DeskLook",
    "Difference",
    "DifferenceEvent",
    "Dispute",
    "DisputeFile",
    "DisputeFiling",
    "DisputeRequest",
    "DisputeSeat",
    "Erasure",
    "Evidence",
    "ExchangeDeal",
    "ExchangeRecord",
    "Guardian",
    "IdentityCheck",
    "Incident",
    "IncidentPart",
    "IncidentUnit",
    "KeptAnswer",
    "KeptFile",
    "KeptPart",
    "LedgerGood",
    "LedgerOutbox",
    "LogAlarm",
    "LogCheckpoint",
    "LogCosignature",
    "LogEntry",
    "LogHead",
    "LogTile",
    "MapHead",
    "MapPage",
    "MapRoot",
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
    "ReportRefusal",
    "RulingDraft",
    "RulingSignature",
    "SampleReview",
    "Shop",
    "StaffAction",
    "StaffNotice",
    "StatementLine",
    "StatementRun",
    "SupplierQuestion",
    "SupplierReport",
    "Tender",
    "Ticket",
    "TicketAttachment",
    "TicketMessage",
    "TicketRating",
    "TicketSeen",
    "TicketTyping",
    "TransferEvent",
    "Upload",
    "UploadPart",
    "User",
    "Wallet",
    "WalletEntry",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookTry",
]
