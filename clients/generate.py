"""Writes the Python client's shapes and calls from the served specification (decision 24).

``make client`` writes them again; a test fails while they are old. What is the same for every call
(line, problems, pages, pictures) is written by hand beside them.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from clients.calls import calls_of
from clients.shapes import Shapes

HOME = Path(__file__).parent / "python" / "weikameng_client"
MADE = ("shapes", "rooms")


def specification() -> dict[str, Any]:
    """Return the specification as it is served."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
    import django

    django.setup()
    from weikameng.api.doors import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


def write(home: Path, described: Mapping[str, Any]) -> None:
    """Write every generated file of the client into a folder."""
    shapes = Shapes(described)
    rooms = calls_of(described, shapes)
    pages = {
        "shapes/__init__.py": '"""What the API takes and answers (generated)."""\n',
        "rooms/__init__.py": _front(rooms),
        **{f"shapes/{room}.py": text for room, text in shapes.files()},
        **{f"rooms/{room}.py": text for room, text in rooms.items()},
    }
    for folder in MADE:
        shutil.rmtree(home / folder, ignore_errors=True)
        (home / folder).mkdir(parents=True)
    for name, text in pages.items():
        (home / name).write_text(text, encoding="utf-8")
    ruff = [str(Path(sys.executable).parent / "ruff"), "--quiet", *_RUFF]
    made = [str(home / folder) for folder in MADE]
    subprocess.run([ruff[0], "check", "--fix", *ruff[1:], *made], check=True)
    subprocess.run([ruff[0], "format", *ruff[1:], *made], check=True)


_RUFF = ("--line-length=100", "--isolated")


def _front(rooms: Iterable[str]) -> str:
    names = sorted(rooms)
    classes = {room: f"{room.capitalize()}" for room in names}
    imports = "".join(
        f"from weikameng_client.rooms.{room} import {classes[room]}\n" for room in names
    )
    fields = "".join(f"        self.{room} = {classes[room]}(line)\n" for room in names)
    return (
        '"""Every room of the API (generated)."""\n\n'
        f"from weikameng_client.line import Line\n{imports}\n\n"
        'class Rooms:\n    """The rooms of the API, each with its calls."""\n\n'
        f"    def __init__(self, line: Line) -> None:\n{fields}"
    )


if __name__ == "__main__":
    write(HOME, specification())
