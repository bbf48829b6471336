"""What is wrong with a page's looks: what axe finds against WCAG 2.2 AA, and what runs off."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import DESK, PHONE

WIDTHS = (PHONE, DESK)
LIGHTS = ("light", "dark")
WIDE = "document.documentElement.scrollWidth"
# Rules that read colours. A width changes none, so in the second light they are asked at one width.
COLOURS = {"color-contrast", "link-in-text-block"}
# They cost most of axe's time, and rows of a list look alike: what has the same classes and colours
# all the way up is asked about once. What is asked carries a mark that the rules look for.
RULES = """() => axe.configure({rules: [
  {id: 'color-contrast', selector: '[data-asked]'},
  {id: 'link-in-text-block',
    selector: 'a[href][data-asked]:not([role]), [role=link][data-asked]'},
]})"""
LOOK = """async ([part, setting, shapes, seen]) => {
  const known = new Set(seen), looks = new Map(), asked = [], marks = [];
  const fold = (mark, words) => {
    for (const sign of words) mark = (mark * 31 + sign.codePointAt(0)) % 9007199254739;
    return mark;
  };
  const look = one => {
    if (!one) return fold(7, setting);
    if (!looks.has(one)) {
      const s = getComputedStyle(one);
      const own = [one.localName, one.getAttribute('class'), s.color, s.backgroundColor,
        s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.textDecorationLine];
      const lies = ['static', 'relative'].includes(s.position) ? '' : s.position + innerWidth;
      looks.set(one, fold(look(one.parentElement), own.join() + lies));
    }
    return looks.get(one);
  };
  for (const one of document.querySelectorAll(`${part}, ${part} *`)) {
    const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!one.checkVisibility() || !(says || one.matches('input, select, textarea'))) continue;
    const mark = look(one);
    if (known.has(mark)) continue;
    known.add(mark);
    marks.push(mark);
    asked.push(one, ...one.querySelectorAll('*'));
  }
  if (!shapes && !asked.length) return [[], marks];
  for (const one of asked) one.setAttribute('data-asked', '');
  const only = shapes
    ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    : {type: 'rule', values: ['color-contrast', 'link-in-text-block']};
  const {violations} = await axe.run(part,
    {runOnly: only, resultTypes: ['violations'], preload: false});
  for (const one of asked) one.removeAttribute('data-asked');
  const found = violations.map(
    one => [one.id, one.nodes.slice(0, 3).map(node => node.target.join(' '))]);
  return [found, marks];
}"""
# The looks of words that were asked about on any page: an answer holds for all of them.
SEEN: set[int] = set()


def faults(page: Page, part: str = "html", seen: set[int] = SEEN) -> Iterator[str]:
    """Look at one page, or a part of it, in every width and light.

    A second light changes colours and nothing else, so only the rules that read them are asked.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(RULES)
    for width in WIDTHS:
        yield from _runs_off(page, width)
        page.evaluate("scrollTo(0, 0)")  # what the header covers in passing is not small
        for light in LIGHTS:
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            shapes = light == LIGHTS[0]
            setting = f"{width} {light}" if shapes else light
            found, marks = page.evaluate(LOOK, [part, setting, shapes, list(seen)])
            seen.update(marks)
            for rule, where in found:
                seen_in = f" {light}" if rule in COLOURS else ""
                yield f"{page.url} {width}{seen_in} {rule} {where}"


def runs_off(page: Page) -> Iterator[str]:
    """Say on which screens one has to scroll sideways."""
    for width in reversed(WIDTHS):  # where a look at a page ends, and where the next begins
        yield from _runs_off(page, width)


def _runs_off(page: Page, width: int) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 800})
    if (wide := page.evaluate(WIDE)) > width:
        yield f"{page.url} is {wide} wide on a screen of {width}"
