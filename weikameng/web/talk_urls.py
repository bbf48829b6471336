"""The agents' inbox and the telephone by path; fixed words come before ``desk/talk/<number>/``."""

from django.urls import path

from weikameng.web import caller, phone, replies, talk, talks

urlpatterns = [
    path("desk/talk/", talks.inbox, name="talks"),
    path("desk/talk/live/", talks.live, name="talks_live"),
    path("desk/talk/next/", talks.claim_next, name="talk_next"),
    path("desk/talk/replies/", replies.page, name="replies"),
    path("desk/talk/<str:number>/", talk.page, name="talk"),
    path("desk/talk/<str:number>/live/", talk.live, name="talk_live"),
    path("desk/talk/<str:number>/say/", talk.say, name="talk_say"),
    path("desk/talk/<str:number>/typing/", talk.types, name="talk_types"),
    path("desk/talk/<str:number>/do/<slug:verb>/", talk.act, name="talk_do"),
    path("desk/talk/<str:number>/picture/<int:position>/", talk.picture, name="talk_picture"),
    path("desk/calls/", phone.page, name="calls"),
    path("desk/calls/back/<int:call>/<slug:verb>/", phone.call_back, name="call_back_do"),
    path("desk/calls/<str:who>/", caller.caller, name="caller"),
    path("desk/calls/<str:who>/note/", caller.note, name="caller_note"),
    path("desk/calls/<str:who>/apply/", caller.apply, name="caller_apply"),
]
