"""What is wrong with a page's looks: what axe finds against WCAG 2.2 AA, and what runs off."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import DESK, PHONE

WIDTHS = (PHONE, DESK)
LIGHTS = ("light", "dark")
WIDE = "document.documentElement.scrollWidth"
FOUND = """({violations}) => violations.map(
  one => [one.id, one.nodes.slice(0, 3).map(node => node.target.join(' '))])"""
# Everything but colours: a theme changes nothing of it, a width may.
SHAPES = f"""part => axe.run(part, {{
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: {{'color-contrast': {{enabled: false}}, 'link-in-text-block': {{enabled: false}}}},
  resultTypes: ['violations'], preload: false,
}}).then({FOUND})"""
# Colours cost most of axe's time, and rows of a list look alike: what has the same classes and
# colours all the way up, at the same size, is asked about once.
COLOURS = f"""async ([part, setting, seen]) => {{
  const known = new Set(seen), looks = new Map(), asked = [], marks = [];
  const look = one => {{
    if (!one) return setting;
    if (!looks.has(one)) {{
      const s = getComputedStyle(one);
      const own = [one.localName, one.getAttribute('class'), s.color, s.backgroundColor,
        s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.textDecorationLine];
      looks.set(one, own.join() + look(one.parentElement));
    }}
    return looks.get(one);
  }};
  for (const one of document.querySelectorAll(`${{part}}, ${{part}} *`)) {{
    const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!one.checkVisibility() || !(says || one.matches('input, select, textarea'))) continue;
    let mark = 7;
    for (const sign of look(one)) mark = (mark * 31 + sign.codePointAt(0)) % 9007199254739;
    if (known.has(mark)) continue;
    known.add(mark);
    marks.push(mark);
    asked.push(one);
  }}
  if (!asked.length) return [[], marks];
  const rules = {{runOnly: {{type: 'rule', values: ['color-contrast', 'link-in-text-block']}}}};
  const told = await axe.run({{include: asked}},
    {{...rules, resultTypes: ['violations'], preload: false}});
  return [({FOUND})(told), marks];
}}"""


def faults(page: Page, part: str = "html", seen: set[int] | None = None) -> Iterator[str]:
    """Look at one page, or a part of it, in every width and light.

    Whoever looks at many pages keeps in ``seen`` which looks of words were asked about.
    """
    known = set() if seen is None else seen
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    for width in WIDTHS:
        yield from _runs_off(page, width)
        page.evaluate("scrollTo(0, 0)")  # what the header covers in passing is not small
        for rule, where in page.evaluate(SHAPES, part):
            yield f"{page.url} {width} {rule} {where}"
        for light in LIGHTS:
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            found, marks = page.evaluate(COLOURS, [part, f"{width} {light}", list(known)])
            known.update(marks)
            for rule, where in found:
                yield f"{page.url} {width} {light} {rule} {where}"


def runs_off(page: Page) -> Iterator[str]:
    """Say on which screens one has to scroll sideways."""
    for width in WIDTHS:
        yield from _runs_off(page, width)


def _runs_off(page: Page, width: int) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 800})
    if (wide := page.evaluate(WIDE)) > width:
        yield f"{page.url} is {wide} wide on a screen of {width}"
