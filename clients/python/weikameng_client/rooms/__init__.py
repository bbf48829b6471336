"""Every room of the API (generated)."""

from weikameng_client.line import Line
from weikameng_client.rooms.bodies import Bodies
from weikameng_client.rooms.complaints import Complaints
from weikameng_client.rooms.conversations import Conversations
from weikameng_client.rooms.customers import Customers
from weikameng_client.rooms.disputes import Disputes
from weikameng_client.rooms.eligibility import Eligibility
from weikameng_client.rooms.erasures import Erasures
from weikameng_client.rooms.exchange import Exchange
from weikameng_client.rooms.exports import Exports
from weikameng_client.rooms.figures import Figures
from weikameng_client.rooms.identity import Identity
from weikameng_client.rooms.imports import Imports
from weikameng_client.rooms.incidents import Incidents
from weikameng_client.rooms.messages import Messages
from weikameng_client.rooms.orders import Orders
from weikameng_client.rooms.payouts import Payouts
from weikameng_client.rooms.policy import Policy
from weikameng_client.rooms.products import Products
from weikameng_client.rooms.proofs import Proofs
from weikameng_client.rooms.refunds import Refunds
from weikameng_client.rooms.reviews import Reviews
from weikameng_client.rooms.uploads import Uploads
from weikameng_client.rooms.webhooks import Webhooks


class Rooms:
    """The rooms of the API, each with its calls."""

    def __init__(self, line: Line) -> None:
        self.bodies = Bodies(line)
        self.complaints = Complaints(line)
        self.conversations = Conversations(line)
        self.customers = Customers(line)
        self.disputes = Disputes(line)
        self.eligibility = Eligibility(line)
        self.erasures = Erasures(line)
        self.exchange = Exchange(line)
        self.exports = Exports(line)
        self.figures = Figures(line)
        self.identity = Identity(line)
        self.imports = Imports(line)
        self.incidents = Incidents(line)
        self.messages = Messages(line)
        self.orders = Orders(line)
        self.payouts = Payouts(line)
        self.policy = Policy(line)
        self.products = Products(line)
        self.proofs = Proofs(line)
        self.refunds = Refunds(line)
        self.reviews = Reviews(line)
        self.uploads = Uploads(line)
        self.webhooks = Webhooks(line)
