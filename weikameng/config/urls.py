"""The URL map: pages, the API, and the account pages."""

from django.urls import include, path

from weikameng.api.doors import api, nowhere

urlpatterns = [
    path("accounts/", include("weikameng.web.account_urls")),
    path("api/", api.urls),
    path("api/<path:path>", nowhere),
    path("", include("weikameng.web.urls")),
]
