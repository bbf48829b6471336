"""Where evidence files lie, from the environment: a folder of ours, or a bucket that speaks S3."""

import importlib.util
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from weikameng.config.environment import BadEnvironment

FOLDER = "weikameng.services.whole_files.WholeFiles"
BUCKET = "weikameng.services.bucket.Bucket"
_NEEDED = ("storages", "boto3")


def evidence_storage() -> dict[str, Any]:
    """Return the entry of Django's STORAGES; BadEnvironment for what can't work."""
    where = os.environ.get("WEIKAMENG_EVIDENCE_STORAGE", "")
    if not where:
        return {"BACKEND": FOLDER}
    parts = urlsplit(where)
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc or parts.query:
        raise BadEnvironment(
            "WEIKAMENG_EVIDENCE_STORAGE must be empty or look like s3://bucket/folder"
        )
    if not all(importlib.util.find_spec(name) for name in _NEEDED):
        raise BadEnvironment(
            "WEIKAMENG_EVIDENCE_STORAGE names a bucket, but the extra s3 is not installed: "
            "install weikameng[s3]"
        )
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": _endpoint(),
        "region_name": os.environ.get("WEIKAMENG_EVIDENCE_S3_REGION", "us-east-1"),
        "addressing_style": _style(),
        "access_key": _secret("WEIKAMENG_EVIDENCE_S3_KEY_ID"),
        "secret_key": _secret("WEIKAMENG_EVIDENCE_S3_SECRET"),
    }
    return {"BACKEND": BUCKET, "OPTIONS": {name: x for name, x in options.items() if x}}


def _endpoint() -> str:
    endpoint = os.environ.get("WEIKAMENG_EVIDENCE_S3_ENDPOINT", "")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise BadEnvironment(
            "WEIKAMENG_EVIDENCE_S3_ENDPOINT must begin with https:// "
            "(http:// only inside a network of yours)"
        )
    return endpoint


def _style() -> str:
    style = os.environ.get("WEIKAMENG_EVIDENCE_S3_STYLE", "")
    if style not in {"", "path", "virtual"}:
        raise BadEnvironment("WEIKAMENG_EVIDENCE_S3_STYLE must be path or virtual")
    return style


def _secret(name: str) -> str:
    """Return NAME, or what the file NAME_FILE holds; empty leaves it to the machine's own role."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")
