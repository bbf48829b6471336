"""What the sandbox tells about itself: its ledger to the fen, its scenarios, its public keys."""

from dataclasses import asdict
from typing import Any

from weikameng.gateways.sandbox.over_http.books import Books
from weikameng.gateways.sandbox.over_http.keys import (
    ALIYUN_SECRET_FILE,
    APIV3_KEY_FILE,
    FULU_SECRET_FILE,
    XINGQUANYI_KEY_FILE,
    KeyRing,
)
from weikameng.gateways.sandbox.over_http.scenarios import BY_AMOUNT

_TOTALS = """
SELECT provider, sum(amount * (kind = 'paid')) AS paid,
       -sum(amount * (kind = 'refunded')) AS refunded,
       sum(amount * (kind = 'sent_back')) AS sent_back, sum(amount) AS kept
FROM entry GROUP BY provider ORDER BY provider
"""
_REFUNDS = """
SELECT refund.provider, refund.payment, payment.trade_no, refund.number, refund.id AS refund_id,
       refund.amount, refund.status, refund.scenario, refund.taken_at, refund.settled_at
FROM refund JOIN payment ON payment.provider = refund.provider AND payment.number = refund.payment
ORDER BY refund.taken_at, refund.id
"""
# Shared secrets the operator copies; the rest of the credentials is public.
_SECRET = ("secret", "apiv3_key", "xingquanyi_key")


def ledger(books: Books) -> dict[str, Any]:
    """Return totals per provider, every refund with its status, and every entry."""
    with books.at_once():
        return {
            "totals": {row.pop("provider"): row for row in books.rows(_TOTALS)},
            "refunds": books.rows(_REFUNDS),
            "entries": books.rows("SELECT * FROM entry ORDER BY id"),
        }


def scenario_table() -> list[dict[str, Any]]:
    """Return the table of scenarios with the amounts that choose them."""
    return [
        {
            "ending": f"{ending:02d}",
            "name": row.name,
            "prefix": f"{row.name.replace('_', '-')}-",
            "zh": row.words.zh,
            "en": row.words.en,
        }
        for ending, row in BY_AMOUNT.items()
    ]


def settings(keys: KeyRing, address: str) -> dict[str, str]:
    """Return the settings that point our own gateways here; secrets stay in their files."""
    who, folder = keys.credentials, keys.folder.absolute()
    named = {
        "ALIPAY_APP_ID": who.alipay_app_id,
        "ALIPAY_SELLER_ID": who.alipay_seller_id,
        "ALIPAY_PRIVATE_KEY_FILE": folder / "alipay-app.private.pem",
        "ALIPAY_PUBLIC_KEY_FILE": folder / "alipay.public.pem",
        "ALIPAY_GATEWAY": f"{address}/gateway.do",
        "WECHATPAY_MCHID": who.wechatpay_mchid,
        "WECHATPAY_SERIAL": keys.serials["wechatpay-merchant"],
        "WECHATPAY_PRIVATE_KEY_FILE": folder / "wechatpay-merchant.private.pem",
        "WECHATPAY_APIV3_KEY_FILE": folder / APIV3_KEY_FILE,
        "WECHATPAY_PUBLIC_KEY_FILE": folder / "wechatpay-public.public.pem",
        "WECHATPAY_PUBLIC_KEY_ID": who.wechatpay_public_key_id,
        "WECHATPAY_PLATFORM_CERTS_FILE": folder / "wechatpay-platform.certificate.pem",
        "WECHATPAY_BASE": address,
        "FULU_APP_KEY": who.fulu_app_key,
        "FULU_APP_SECRET_FILE": folder / FULU_SECRET_FILE,
        "FULU_GATEWAY": f"{address}/fulu/api/getway",
        "XINGQUANYI_MERCHANT": who.xingquanyi_merchant,
        "XINGQUANYI_KEY_FILE": folder / XINGQUANYI_KEY_FILE,
        "XINGQUANYI_BASE": address,
        "ALIYUN_SMS_KEY_ID": who.aliyun_access_key_id,
        "ALIYUN_SMS_KEY_SECRET_FILE": folder / ALIYUN_SECRET_FILE,
        "ALIYUN_SMS_SIGN_NAME": "微卡盟",
        "ALIYUN_SMS_ENDPOINT": address,
        "ALIYUN_ID_KEY_ID": who.aliyun_access_key_id,
        "ALIYUN_ID_KEY_SECRET_FILE": folder / ALIYUN_SECRET_FILE,
        "ALIYUN_ID_ENDPOINT": address,
    }
    return {f"WEIKAMENG_{name}": str(value) for name, value in named.items()}


def configuration(keys: KeyRing, address: str) -> dict[str, Any]:
    """Return what a gateway is configured with: public keys and serials; for private parts the
    files they lie in.
    """
    return {
        "address": address,
        "settings": settings(keys, address),
        "folder": str(keys.folder),
        **{
            name: value
            for name, value in asdict(keys.credentials).items()
            if not any(part in name for part in _SECRET)
        },
        "secrets": str(keys.folder / "credentials.json"),
        "alipay_gateway": f"{address}/gateway.do",
        "alipay_app_private_key_file": str(keys.path("alipay-app")),
        "alipay_public_key": keys.public_text("alipay"),
        "wechatpay_gateway": address,
        "wechatpay_merchant_private_key_file": str(keys.path("wechatpay-merchant")),
        "wechatpay_merchant_serial": keys.serials["wechatpay-merchant"],
        "wechatpay_platform_serial": keys.serials["wechatpay-platform"],
        "wechatpay_platform_certificate": keys.certificate_text("wechatpay-platform"),
        "wechatpay_public_key": keys.public_text("wechatpay-public"),
    }
