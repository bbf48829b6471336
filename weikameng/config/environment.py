"""The environment, read once and named: every variable here is documented in docs/settings.md."""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.fernet import Fernet

from weikameng.gateways import postgres

_CHANNELS = ("WEIKAMENG_ALIPAY_", "WEIKAMENG_WECHATPAY_")
_SUPPLIERS = ("WEIKAMENG_FULU_", "WEIKAMENG_XINGQUANYI_")
_CARRIERS = ("WEIKAMENG_ALIYUN_SMS_", "WEIKAMENG_TENCENT_SMS_", "WEIKAMENG_SMTP_")
_CHAIN, _CHAIN_KEY = "WEIKAMENG_CHAIN_", "WEIKAMENG_CHAIN_KEY"
_LEVELS = ("debug", "info", "warning", "error", "critical")


class BadEnvironment(Exception):
    """A variable holds something that can't work; the message says what to write instead."""


@dataclass(frozen=True)
class Environment:
    """What the platform was told at start. Paths are absolute."""

    data_dir: Path
    database_url: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    demo: bool
    https: bool
    sandbox_faults: int
    one_click_sample: int
    proxies: int
    incident_threshold: tuple[int, int, int]
    exchange: tuple[int, int]
    api_calls: int
    log_level: str
    witness_policy: str


def read_environment() -> Environment:
    """Read the variables; unset ones take safe defaults for one machine."""
    env = os.environ
    return Environment(
        data_dir=Path(env.get("WEIKAMENG_DATA_DIR", "var")).absolute(),
        database_url=env.get("DATABASE_URL", ""),
        hosts=_listed(env.get("WEIKAMENG_HOSTS", "localhost,127.0.0.1,[::1]")),
        origins=_listed(env.get("WEIKAMENG_ORIGINS", "")),
        demo=_truth("WEIKAMENG_DEMO", env.get("WEIKAMENG_DEMO", "no")),
        https=_truth("WEIKAMENG_HTTPS", env.get("WEIKAMENG_HTTPS", "no")),
        sandbox_faults=_number(
            "WEIKAMENG_SANDBOX_FAULTS", env.get("WEIKAMENG_SANDBOX_FAULTS", "0"), 100
        ),
        one_click_sample=_number(
            "WEIKAMENG_ONE_CLICK_SAMPLE", env.get("WEIKAMENG_ONE_CLICK_SAMPLE", "5"), 100
        ),
        proxies=_number("WEIKAMENG_PROXIES", env.get("WEIKAMENG_PROXIES", "0"), 10),
        incident_threshold=(
            _number("WEIKAMENG_INCIDENT_PERCENT", env.get("WEIKAMENG_INCIDENT_PERCENT", "20"), 100),
            _number("WEIKAMENG_INCIDENT_ORDERS", env.get("WEIKAMENG_INCIDENT_ORDERS", "20"), 10**6),
            _number(
                "WEIKAMENG_INCIDENT_MINUTES", env.get("WEIKAMENG_INCIDENT_MINUTES", "60"), 1440
            ),
        ),
        exchange=(
            _number(
                "WEIKAMENG_EXCHANGE_TOLERANCE", env.get("WEIKAMENG_EXCHANGE_TOLERANCE", "1"), 20
            ),
            _number("WEIKAMENG_EXCHANGE_DAYS", env.get("WEIKAMENG_EXCHANGE_DAYS", "3"), 30),
        ),
        api_calls=_number(
            "WEIKAMENG_API_CALLS", env.get("WEIKAMENG_API_CALLS", "6000"), 10_000_000
        ),
        log_level=_level(env.get("WEIKAMENG_LOG_LEVEL", "info")),
        witness_policy=env.get("WEIKAMENG_WITNESS_POLICY", ""),
    )


def channel_settings() -> dict[str, str]:
    """Return what was set for payment channels; their gateways say what is wrong with it."""
    return {name: value for name, value in os.environ.items() if name.startswith(_CHANNELS)}


def supplier_settings() -> dict[str, str]:
    """Return what was set for suppliers; their gateways say what is wrong with it."""
    return {name: value for name, value in os.environ.items() if name.startswith(_SUPPLIERS)}


def message_settings() -> dict[str, str]:
    """Return what was set for carriers of SMS and e-mail; they say what is wrong with it."""
    return {name: value for name, value in os.environ.items() if name.startswith(_CARRIERS)}


def chain_settings(data_dir: Path) -> dict[str, str]:
    """Return what was set for the chain, with a key of its own if none was."""
    found = {name: value for name, value in os.environ.items() if name.startswith(_CHAIN)}
    return found | {_CHAIN_KEY: kept_secret(_CHAIN_KEY, data_dir)}


def clock() -> datetime:
    """Return the time of day for gateways, whose counterparts refuse what is signed too late."""
    return datetime.now(UTC)


def kept_secret(name: str, data_dir: Path) -> str:
    """Return a secret: from NAME, from the file NAME_FILE, else made once and kept in data_dir."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    kept = data_dir / "secrets" / name.lower()
    if not kept.exists():
        _keep(kept, Fernet.generate_key().decode())
    return kept.read_text(encoding="utf-8").strip()


def database_settings(environment: Environment) -> dict[str, object]:
    """Return Django's DATABASES entry: the server named by DATABASE_URL, else the embedded one."""
    if environment.database_url:
        where = _of_url(environment.database_url)
    else:
        home = postgres.address(environment.data_dir / "postgres")
        where = {
            "HOST": home.host,
            "PORT": str(home.port),
            "USER": home.user,
            "PASSWORD": home.password,
            "NAME": home.dbname,
        }
    options: dict[str, object] = dict(where.pop("OPTIONS", {}))  # type: ignore[call-overload]
    # Django turns prepared statements off unless told otherwise; planning the hot statements
    # costs five times what running them does. A new connection costs 17 ms: keep them.
    options.setdefault("prepare_threshold", 5)
    options["options"] = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": options,
        **where,
    }


def _of_url(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadEnvironment(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name "
            f"(got scheme {parts.scheme!r})"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": unquote(parts.path.strip("/")),
        "OPTIONS": dict(options),
    }


def _keep(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secret, encoding="utf-8")
    try:
        os.link(fresh, path)  # the first of two starting processes wins, both read the same
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def checked_card_key(key: str) -> str:
    """Return the key of card secrets if it can be one; a wrong one would only show at first use."""
    try:
        Fernet(key)
    except ValueError as error:
        raise BadEnvironment(
            "WEIKAMENG_CARD_KEY must be 32 random bytes in URL-safe base64; "
            "leave it unset and one is made and kept"
        ) from error
    return key


def signing_seed(name: str, data_dir: Path) -> bytes:
    """Return the seed of an Ed25519 key, kept like any secret: 32 bytes in URL-safe base64."""
    try:
        seed = base64.b64decode(kept_secret(name, data_dir), altchars=b"-_", validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != 32:
        raise BadEnvironment(
            f"{name} must be 32 random bytes in URL-safe base64; leave it unset and one is made"
            " and kept"
        )
    return seed


def _number(name: str, text: str, most: int) -> int:
    if text.isascii() and text.isdigit() and int(text) <= most:
        return int(text)
    raise BadEnvironment(f"{name} must be 0 to {most} (got {text!r})")


def _level(text: str) -> str:
    if text.lower() in _LEVELS:
        return text.upper()
    raise BadEnvironment(f"WEIKAMENG_LOG_LEVEL must be one of {', '.join(_LEVELS)} (got {text!r})")


def _truth(name: str, text: str) -> bool:
    if text.lower() in {"1", "yes", "true", "on"}:
        return True
    if text.lower() in {"", "0", "no", "false", "off"}:
        return False
    raise BadEnvironment(f"{name} must be yes or no (got {text!r})")
