"""People: buyers and staff, their tokens for the API, and the buyer's platform balance."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from weikameng.domain.roles import Role

ROLES = tuple(role.value for role in Role)


class User(AbstractUser):
    """A person who signs in. One role each; buyers are the default (roles of wording.json)."""

    role = models.CharField(max_length=20, choices=[(r, r) for r in ROLES], default="buyer")
    display_name = models.CharField(max_length=40, blank=True)
    # A buyer of another people's shop, by that shop's own id of them; the shop itself without one.
    shop = models.ForeignKey(
        "records.Shop", models.PROTECT, null=True, related_name="+", db_index=False
    )
    customer = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        db_table = "person"
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="person_has_a_role"),
            models.UniqueConstraint(fields=["shop", "customer"], name="customer_once_per_shop"),
            models.CheckConstraint(
                condition=models.Q(shop=None, customer="")
                | models.Q(shop__isnull=False, role="buyer"),
                name="person_of_a_shop_buys",
            ),
        ]


class ApiToken(models.Model):
    """A bearer token of the API (P3); only its SHA-256 is kept. Used: to the minute."""

    owner = models.ForeignKey(User, models.CASCADE)
    shop = models.ForeignKey("records.Shop", models.PROTECT, null=True, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"


class Wallet(models.Model):
    """The buyer's balance with the platform, in fen; it equals the sum of its entries."""

    buyer = models.OneToOneField(User, models.PROTECT, primary_key=True)
    balance_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "wallet"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(balance_minor__gte=0), name="wallet_never_below_zero"
            )
        ]


class WalletEntry(models.Model):
    """One movement of a wallet. ``cause`` is unique, so that nothing is credited twice."""

    wallet = models.ForeignKey(Wallet, models.PROTECT)
    amount_minor = models.BigIntegerField()
    cause = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "wallet_entry"
