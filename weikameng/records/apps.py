"""The one Django app of the house."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All tables, one migration history."""

    name = "weikameng.records"
    label = "records"
