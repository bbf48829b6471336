"""Pages by path."""

urlpatterns: list = []
