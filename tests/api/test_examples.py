"""The curl examples of the docs work as they stand: each page's in one shell, one after another."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.api.world import World, world
from tests.browser.served import served
from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import picture

DOCS = Path(__file__).resolve().parents[2] / "docs"
ADDRESS = "$SHOP/api/v1"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
# An answer that is a problem ends the page; what is left of -f is its sentence.
SHELL = 'set -eu\ncurl() { command curl --silent --show-error --fail-with-body "$@"; echo; }\n'


def pages() -> Iterator[tuple[str, str]]:
    """Every page of the docs that calls the API by curl, with all it would have one run."""
    for page in sorted(DOCS.glob("*.md")):
        blocks = [one for one in BLOCK.findall(page.read_text("utf-8")) if ADDRESS in one]
        if blocks:
            yield page.name, "\n".join(blocks)


def given(cast: Cast, everybody: World) -> Mapping[str, str]:
    """What the examples may name (docs/testing.md)."""
    shop = everybody.things["shop"]
    return {
        "TOKEN": everybody.tokens["shop"],
        "BUYER_TOKEN": everybody.tokens["buyer"],
        "FINANCE_TOKEN": everybody.tokens["finance"],
        "ORDER": cast.buys("game-card-3"),
        "CASE": states.reviewing(cast).number,
        "SHOP_ORDER": str(shop["order"]),
        "SHOP_CASE": str(shop["case"]),
        "CUSTOMER": str(shop["customer"]),
        "ENDPOINT": str(shop["endpoint"]),
    }


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
def test_the_curl_examples_of_the_docs_work_as_they_stand(cast: Cast, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(picture().getvalue())
    ran = dict(pages())
    assert "api.md" in ran
    named = os.environ | given(cast, world(cast))
    with served() as address:
        for page, script in ran.items():
            done = subprocess.run(
                ["bash", "-x", "-c", SHELL + script],
                env=named | {"SHOP": address},
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, f"{page}\n{done.stdout[-900:]}\n{done.stderr[-900:]}"
