"""Where payment channels leave their notices, carriers their receipts; no page of the shop."""

from django.urls import path

from weikameng.web import channels, receipts

urlpatterns = [
    path("sms/<slug:carrier>/receipt", receipts.receipt, name="sms_receipt"),
    path("<slug:route>/notice", channels.notice, name="channel_notice"),
]
