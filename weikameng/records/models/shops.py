"""Shops of other people that send us their orders (P2); their tokens and buyers point here."""

from django.db import models
from django.db.models import Q

from weikameng.domain.shops import Money

MONEYS = tuple(money.value for money in Money)


class Shop(models.Model):
    """``money``: who pays back, our channels or the shop itself. A closed shop opens nothing."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    money = models.CharField(max_length=4, choices=[(m, m) for m in MONEYS])
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shop"
        constraints = [
            models.CheckConstraint(condition=Q(money__in=MONEYS), name="shop_money_is_known")
        ]
