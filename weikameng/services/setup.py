"""What a fresh database needs before the first order."""

from weikameng.records.documents import shipped
from weikameng.records.writing import policies


def publish_shipped_policy() -> None:
    """Publish the policy that ships with the platform; safe to repeat."""
    policies.keep(shipped("catalogue"))
