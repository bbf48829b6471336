"""Django's file system storage for evidence: a file is there whole or not at all, and only its
owner reads it.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_makedirs

FILE_MODE, FOLDER_MODE = 0o600, 0o700


class WholeFiles(FileSystemStorage):
    """The folder FILES_DIR; what is saved under a name that is taken takes its place."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.FILES_DIR,
            file_permissions_mode=FILE_MODE,
            directory_permissions_mode=FOLDER_MODE,
            allow_overwrite=True,
        )

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        safe_makedirs(path.parent, FOLDER_MODE, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb"
            ) as f:
                for chunk in content.chunks():
                    f.write(chunk)
                f.flush()
                os.fsync(f.fileno())  # a name must never stand for an empty file after a power cut
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        return name
