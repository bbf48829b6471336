"""The URL map: pages, the API, the account pages, and the door of payment channels."""

from django.urls import include, path

from weikameng.api.docs_page import docs
from weikameng.api.doors import api, moved, nowhere

urlpatterns = [
    path("accounts/", include("weikameng.web.account_urls")),
    path("api/v1/docs", docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("api/v1/<path:path>", nowhere),
    path("api/<path:path>", moved),
    path("channels/", include("weikameng.web.channel_urls")),
    path("suppliers/", include("weikameng.web.supplier_urls")),
    path("", include("weikameng.web.log_urls")),
    path("", include("weikameng.web.urls")),
]
