"""People in front of a browser: who they are, how wide their screen is, what language they read."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from weikameng.cli.stage import Stage
from weikameng.cli.stories import buys

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PHONE, DESK = 360, 1280
SHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
COLOURS = 192
PATIENCE = 15_000  # milliseconds
LOOKS = 60
Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium; while Playwright runs, Django takes the thread for asynchronous."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class People:
    """Everyone with a window open."""

    stage: Stage
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    windows: list[BrowserContext] = field(default_factory=list)

    def sit_down(
        self,
        who: str = "",
        *,
        width: int = PHONE,
        language: str = "zh-hans",
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        """Open a window, signed in as somebody or as nobody."""
        window = self.browser.new_context(
            base_url=self.stage.url,
            viewport={"width": width, "height": 780},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            has_touch=touch,
            is_mobile=touch,
        )
        cookies = {"django_language": language}
        if who:
            cookies["sessionid"] = self.stage.enter(who).http.cookies["sessionid"]
        window.add_cookies(
            [{"name": n, "value": v, "url": self.stage.url} for n, v in cookies.items()]
        )
        window.set_default_timeout(PATIENCE)
        self.windows.append(window)
        page = window.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def leave(self) -> list[str]:
        """Close every window; return what their consoles complained of (CSP tells there too)."""
        for window in self.windows:
            window.close()
        return self.complaints

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


def photograph(page: Page, name: str, scheme: Scheme = "light", *, whole: bool = True) -> None:
    """Keep a picture for the README, small; only when WEIKAMENG_SCREENSHOTS=yes asks for it."""
    if os.environ.get("WEIKAMENG_SCREENSHOTS") != "yes":
        return
    page.emulate_media(color_scheme=scheme)
    size = page.viewport_size
    assert size is not None
    if whole:  # as tall as the page, so that bars stand where they belong
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(tall, size["height"])})
    shot = Image.open(io.BytesIO(page.screenshot(caret="initial")))
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    SHOTS.mkdir(parents=True, exist_ok=True)
    few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(SHOTS / f"{name}.png", optimize=True)


def open_until(page: Page, path: str, wanted: str) -> None:
    """Open a page again and again until the worker has done what it is to show."""
    page.goto(path)
    for _ in range(LOOKS):
        if page.locator(wanted).count():
            return
        page.wait_for_timeout(200)
        page.reload()
    expect(page.locator(wanted)).to_be_visible()


def bought(stage: Stage, who: str, sku: str, delivered: str = "已完成", **wish: str) -> str:
    """Buy, pay and wait until the order says how the delivery went; returns its address."""
    return f"/orders/{buys(stage.enter(who), sku, delivered, **wish)}/"


def screenshot_of_a_record() -> bytes:
    """A picture of a record page, drawn: what a buyer would upload."""
    out = io.BytesIO()
    record = Image.new("RGB", (720, 480), "#f4f6fa")
    for row in range(5):
        record.paste("#ffffff", (32, 32 + row * 84, 688, 100 + row * 84))
        record.paste("#c9d3e6", (52, 52 + row * 84, 300 + row * 40, 66 + row * 84))
        record.paste("#e3e9f4", (52, 76 + row * 84, 220, 86 + row * 84))
    record.save(out, "PNG")
    return out.getvalue()
