"""How SMS requests are signed: ACS3-HMAC-SHA256 and the old RPC HMAC-SHA1, TC3-HMAC-SHA256."""

import hashlib
import hmac
import re
from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

from weikameng.gateways.sandbox.over_http.wire import Request

FRESH_SECONDS = 300.0
ALIYUN_FRESH_SECONDS = 900.0
_ACS3 = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=(\w+)")
_TC3 = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/([\d-]+)/(\w+)/tc3_request,"
    r" *SignedHeaders=([^,]+), *Signature=(\w+)"
)


class BadSms(Exception):
    """The request is refused; ``code`` is the provider's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def encoded(text: str) -> str:
    """Return text percent-encoded as Aliyun signs it."""
    return quote(text, safe="-_.~")


def rpc_signature(method: str, params: dict[str, str], secret: str) -> str:
    """Return the old RPC signature: HMAC-SHA1 over the sorted parameters."""
    pairs = sorted((k, v) for k, v in params.items() if k != "Signature")
    canonical = "&".join(f"{encoded(key)}={encoded(value)}" for key, value in pairs)
    text = f"{method}&%2F&{encoded(canonical)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return b64encode(digest).decode()


def check_rpc(request: Request, params: dict[str, str], who: tuple[str, str], wall: float) -> None:
    """Check the old form. Raises BadSms."""
    _check_key(params.get("AccessKeyId", ""), who[0])
    _check_moment(params.get("Timestamp", ""), wall)
    wanted = rpc_signature(request.method, params, who[1])
    if params.get("SignatureMethod") != "HMAC-SHA1" or not _same(
        wanted, params.get("Signature", "")
    ):
        raise BadSms("SignatureDoesNotMatch", "Specified signature is not matched")


def check_acs3(request: Request, who: tuple[str, str], wall: float) -> None:
    """Check the new form. Raises BadSms."""
    found = _ACS3.fullmatch(request.headers.get("authorization", ""))
    if not found:
        raise BadSms("MissingAuthorization", "Authorization is missing or malformed")
    key, names, signature = found.groups()
    _check_key(key, who[0])
    _check_moment(request.headers.get("x-acs-date", ""), wall)
    digest = hashlib.sha256(request.body).hexdigest()
    needed = {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce"}
    if request.headers.get("x-acs-content-sha256") != digest or needed - set(names.split(";")):
        raise BadSms("SignatureDoesNotMatch", "The signed headers do not cover the request")
    canonical = _canonical(request, names, digest, _aliyun_query(request))
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    wanted = hmac.new(who[1].encode(), text.encode(), hashlib.sha256).hexdigest()
    if not _same(wanted, signature):
        raise BadSms("SignatureDoesNotMatch", "Specified signature is not matched")


def check_tc3(request: Request, who: tuple[str, str], wall: float, service: str = "sms") -> None:
    """Check Tencent's form. Raises BadSms."""
    found = _TC3.fullmatch(request.headers.get("authorization", ""))
    if not found:
        raise BadSms("AuthFailure.SignatureFailure", "Authorization is missing or malformed")
    key, day, named, names, signature = found.groups()
    if key != who[0]:
        raise BadSms("AuthFailure.SecretIdNotFound", "The SecretId is not found")
    moment = request.headers.get("x-tc-timestamp", "")
    if not moment.isdigit() or abs(wall - int(moment)) > FRESH_SECONDS:
        raise BadSms("AuthFailure.SignatureExpire", "Signature expired")
    if {"content-type", "host"} - set(names.split(";")) or named != service:
        raise BadSms("AuthFailure.SignatureFailure", "content-type and host must be signed")
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = _canonical(request, names, digest, urlsplit(request.target).query)
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{moment}\n{scope}\n{hashed}"
    secret = f"TC3{who[1]}".encode()
    for part in (day, service, "tc3_request"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    wanted = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    if day != f"{datetime.fromtimestamp(int(moment), UTC):%Y-%m-%d}" or not _same(
        wanted, signature
    ):
        raise BadSms("AuthFailure.SignatureFailure", "The provided credentials do not match")


def _canonical(request: Request, names: str, digest: str, query: str) -> str:
    lines = [f"{name}:{request.headers.get(name, '').strip()}\n" for name in names.split(";")]
    return "\n".join([request.method, request.path, query, "".join(lines), names, digest])


def _aliyun_query(request: Request) -> str:
    pairs = sorted(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
    return "&".join(f"{encoded(key)}={encoded(value)}" for key, value in pairs)


def _check_key(said: str, known: str) -> None:
    if said != known:
        raise BadSms("InvalidAccessKeyId.NotFound", "Specified access key is not found.")


def _check_moment(text: str, wall: float) -> None:
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        at = 0.0
    if abs(wall - at) > ALIYUN_FRESH_SECONDS:
        raise BadSms("InvalidTimeStamp.Expired", "Specified time stamp or date is expired.")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
