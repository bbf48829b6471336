"""Pages by path."""

from django.urls import path

from weikameng.web import desk, messages, orders, policy, refunds, shop, site, standards
from weikameng.web.money_room.urls import urlpatterns as money_room
from weikameng.web.policy_room.urls import urlpatterns as policy_room

urlpatterns = [
    path("", shop.home, name="home"),
    path("goods/<slug:sku>/", shop.product, name="product"),
    path("pay/<str:number>/", shop.cashier, name="cashier"),
    path("pay/<str:number>/cancel/", shop.cancel, name="cancel"),
    path("orders/", orders.listing, name="orders"),
    path("orders/<str:number>/", orders.detail, name="order"),
    path("orders/<str:number>/live/", orders.live, name="order_live"),
    path("orders/<str:number>/key/<int:position>/", orders.reveal, name="reveal"),
    path("orders/<str:number>/refund/", refunds.apply, name="apply"),
    path("orders/<str:number>/refund/check/", refunds.check, name="narrative_check"),
    path("refunds/", refunds.listing, name="refunds"),
    path("refunds/<str:number>/", refunds.progress, name="refund"),
    path("refunds/<str:number>/live/", refunds.live, name="refund_live"),
    path("refunds/<str:number>/amend/", refunds.amend, name="amend"),
    path("refunds/<str:number>/person/", refunds.ask_person, name="ask_person"),
    path("refunds/<str:number>/withdraw/", refunds.withdraw, name="withdraw"),
    path("refunds/<str:number>/evidence/<int:position>/", refunds.picture, name="picture"),
    path("messages/", messages.listing, name="messages"),
    path("policy/", policy.page, name="policy"),
    path("policy/versions/<str:version>/", policy.version, name="policy_version"),
    path("policy/standards/", standards.listing, name="standards"),
    path("policy/standards/<str:code>/", standards.standard, name="standard"),
    *policy_room,
    *money_room,
    path("desk/", desk.queue, name="desk"),
    path("desk/<str:number>/", desk.case, name="desk_case"),
    path("desk/<str:number>/again/", desk.ask_again, name="ask_again"),
    path("desk/<str:number>/evidence/<int:position>/", desk.picture, name="desk_picture"),
    path("language/", site.set_language, name="set_language"),
    path("healthz", site.health, name="health"),
]
