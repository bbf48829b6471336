"""Evidence in a bucket that speaks S3, by Django's storage interface (extra ``s3``). Imported only
when the settings name it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 5, 20, 3


class Bucket(S3Storage):  # type: ignore[misc]  # it has no types
    """One bucket, or a folder of it; whatever goes wrong there is an OSError."""

    def __init__(self, **options: Any) -> None:
        style = options.pop("addressing_style", "")
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": style} if style else None,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            # Not every server that speaks S3 knows these; we compare SHA-256 ourselves.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=True, default_acl=None, **options)

    def _open(self, name: str, mode: str = "rb") -> "ContentFile[bytes]":
        with _told_as_oserror(), super()._open(name, mode) as file:
            return ContentFile(file.read(), name=name)

    def _save(self, name: str, content: Any) -> str:
        with _told_as_oserror():
            return str(super()._save(name, content))


@contextmanager
def _told_as_oserror() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise OSError(str(error.response.get("Error", {}).get("Code", "refused"))) from error
    except BotoCoreError as error:
        raise OSError(type(error).__name__) from error
