"""What the API takes and answers: conversations (generated)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said

Channel = Literal["chat", "phone", "form"]


class ConversationOut(TypedDict):
    """A conversation with its last messages, oldest first."""

    number: str
    order: str
    refund: str
    channel: str
    open: bool
    answered_by: str | None
    read_by_support: bool
    earlier: bool
    messages: list[MessageOut]


class ConversationsOut(TypedDict):
    """One page, the latest first."""

    items: list[ListedOut]
    next: str | None


class LinkOut(TypedDict):
    """Where an answer leads: what kind of thing, its number, in words."""

    to: str
    number: str
    words: Said


class ListedOut(TypedDict):
    """One line of the list."""

    number: str
    order: str
    refund: str
    channel: str
    category: str
    open: bool
    unread: bool
    last_message_at: str


class MessageOut(TypedDict):
    """One message; ``author``: buyer, agent, bot, system."""

    id: int
    at: str
    author: str
    kind: str
    text: Said
    links: list[LinkOut]
    pictures: list[str]


class OpeningIn(TypedDict):
    """A new conversation: about an order or a refund, or neither."""

    text: NotRequired[str]
    uploads: NotRequired[list[str]]
    token: NotRequired[str]
    order: NotRequired[str]
    refund: NotRequired[str]
    category: NotRequired[str]


class SaidOut(TypedDict):
    """One page of messages, the latest first."""

    items: list[MessageOut]
    next: str | None


class SayingIn(TypedDict):
    """What is said; ``token`` is the sender's own: the same one adds nothing twice."""

    text: NotRequired[str]
    uploads: NotRequired[list[str]]
    token: NotRequired[str]
