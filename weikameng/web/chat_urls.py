"""Where conversations are: /chat/…"""

from django.urls import path

from weikameng.web import chat, chat_tickets

urlpatterns = [
    path("chat/", chat.start, name="chat"),
    path("chat/all/", chat.listing, name="conversations"),
    path("chat/ticket/", chat_tickets.new, name="ticket_new"),
    path("chat/<str:number>/", chat.conversation, name="conversation"),
    path("chat/<str:number>/live/", chat.live, name="conversation_live"),
    path("chat/<str:number>/person/", chat.person, name="conversation_person"),
    path("chat/<str:number>/order/", chat.about_order, name="conversation_order"),
    path("chat/<str:number>/close/", chat.close, name="conversation_close"),
    path("chat/<str:number>/rating/", chat.rate, name="conversation_rate"),
    path("chat/<str:number>/typing/", chat.types, name="conversation_typing"),
    path("chat/<str:number>/picture/<int:position>/", chat.picture, name="conversation_picture"),
]
