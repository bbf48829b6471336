"""Where payment channels leave their notices; no page of the shop lies here."""

from django.urls import path

from weikameng.web import channels

urlpatterns = [
    path("<slug:route>/notice", channels.notice, name="channel_notice"),
]
