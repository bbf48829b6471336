"""The URL map: pages, the API, the account pages, and the door of payment channels."""

from django.urls import include, path

from weikameng.api.doors import api, nowhere

urlpatterns = [
    path("accounts/", include("weikameng.web.account_urls")),
    path("api/", api.urls),
    path("api/<path:path>", nowhere),
    path("channels/", include("weikameng.web.channel_urls")),
    path("", include("weikameng.web.urls")),
]
