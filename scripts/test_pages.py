"""Looks at a report in a real browser, as its readers do: wide and narrow, light and dark, with and without
JavaScript, and always without a network.

Usage: test_pages.py [--browser PATH] FOLDER

Prints one line a check. Exit code 0: all passed; 1: one failed; 2: nothing could be checked.
"""

import argparse
import itertools
import json
import math
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

WIDTHS = (1280, 400)
SCHEMES = ("light", "dark")
LARGEST = 2_000_000  # bytes of index.html


class Checks:
    """Prints each check and remembers whether one failed."""

    def __init__(self):
        self.failed = 0
        self.passed = 0

    def __call__(self, name, problems):
        """A check passes when its list of problems is empty."""
        problems = list(problems)
        if problems:
            self.failed += 1
            print(f"FAIL  {name}: {problems[0]}" + (f" (and {len(problems) - 1} more)" if problems[1:] else ""))
        else:
            self.passed += 1
            print(f"ok    {name}")


# --- The files by themselves -------------------------------------------------------------------------------------


def check_files(check, folder, html, document):
    size = len(html.encode())
    check("index.html is under 2 MB", [f"{size} bytes"] if size >= LARGEST else [])
    loads = re.findall(r"""(?:\bsrc\s*=|<link\b|@import|url\((?!#))[^>]{0,60}""", html)
    check("index.html loads nothing", loads)
    ids = re.findall(r'\sid="([^"]+)"', html)
    check("ids are unique", sorted({one for one in ids if ids.count(one) > 1}))
    targets = re.findall(r'href="#([^"]*)"', html)
    check("every link inside the page leads somewhere", sorted(set(targets) - set(ids)))

    markdown = (folder / "report.md").read_text(encoding="utf-8")
    images = re.findall(r"!\[(?:[^\]\\]|\\.)*\]\(([^)]+)\)", markdown)
    check("every image of report.md is there", [one for one in images if not (folder / one).is_file()])
    check("every figure is in report.md", [f["id"] for f in figures(document) if f"figures/{f['id']}.svg" not in images])
    anchors = set(re.findall(r'<a id="([^"]+)">', markdown))
    linked = set(re.findall(r"\]\(#([^)]+)\)", markdown))
    check("every link inside report.md leads somewhere", sorted(linked - anchors))
    check("figure files are well-formed", filter(None, (malformed(folder / one) for one in images)))


def malformed(path):
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as error:
        return f"{path}: {error}"
    return None if root.tag == "{http://www.w3.org/2000/svg}svg" else f"{path}: {root.tag}"


def figures(document):
    return [figure for page in document["pages"] for figure in page["figures"]]


def claims(document):
    return [claim for page in document["pages"] for claim in page["claims"]]


# --- The page in a browser ---------------------------------------------------------------------------------------


class Visit:
    """One visit of the page: its requests, its console, its errors."""

    def __init__(self, browser, url, width, scheme, scripts=True):
        self.url = url
        self.problems = []
        self.requests = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, java_script_enabled=scripts)
        self.context.route("**/*", self.answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(url)

    def answer(self, route):
        self.requests.append(route.request.url)
        if route.request.url.split("#")[0] == self.url:
            route.continue_()
        else:
            route.abort()

    def note(self, kind, text):
        if kind in ("error", "warning"):
            self.problems.append(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


def check_page(check, browser, url, document, axe):
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        where = f"{width} px, {scheme}"
        with Visit(browser, url, width, scheme) as visit:
            check(f"{where}: nothing sticks out sideways", overflow(visit.page))
            check(f"{where}: text of figures is legible, inside, and apart", badly_set(visit.page))
            # A page that scrolls smoothly is still moving when its colours are judged.
            visit.page.add_style_tag(content="html{scroll-behavior:auto!important}")
            check(f"{where}: no serious accessibility finding", findings(visit.page, axe))
            check(f"{where}: no request", [one for one in visit.requests if one.split("#")[0] != url])
            check(f"{where}: no error in the console", visit.problems)


def overflow(page):
    extra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{extra} px"] if extra > 0 else []


SET_BADLY = """() => {
  const problems = [];
  for (const figure of document.querySelectorAll("figure")) {
    const texts = [...figure.querySelectorAll(".plot text")].filter(text => text.getClientRects().length);
    const boxes = texts.map(text => ({ text: text.textContent, box: text.getBoundingClientRect(), size: parseFloat(getComputedStyle(text).fontSize) }));
    for (const { text, box, size } of boxes) {
      if (size < 11) problems.push(`${figure.id}: "${text}" is ${size} px high`);
      if (box.left < 0 || box.right > innerWidth) problems.push(`${figure.id}: "${text}" is cut off`);
    }
    for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
      const a = boxes[i].box, b = boxes[j].box;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 4) problems.push(`${figure.id}: "${boxes[i].text}" lies on "${boxes[j].text}"`);
    }
  }
  return problems;
}"""


def badly_set(page):
    return page.evaluate(SET_BADLY)


def findings(page, axe):
    found = axe.run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")]


def check_without_scripts(check, browser, url, document):
    with Visit(browser, url, 1280, "light", scripts=False) as visit:
        page = visit.page
        drawn = page.locator("figure .plot > svg")
        check("without JavaScript: every figure is drawn", missing_boxes(drawn, figures(document)))
        shown = page.locator(".controls:visible").count()
        check("without JavaScript: no dead slider", [f"{shown} sliders"] if shown else [])
        texts = page.locator("li.claim").count()
        check("without JavaScript: every claim is printed", compare("claims", len(claims(document)), texts))
        page.locator("details").first.locator("summary").first.click()
        opened = page.locator("details[open]").count()
        check("without JavaScript: answers and tables open", [] if opened else ["nothing opened"])
        check("without JavaScript: no request", [one for one in visit.requests if one.split("#")[0] != url])


def missing_boxes(drawn, wanted):
    boxes = [drawn.nth(index).bounding_box() for index in range(drawn.count())]
    small = [box for box in boxes if not box or box["width"] < 100 or box["height"] < 60]
    return compare("figures", len(wanted), len(boxes)) + small


def compare(what, wanted, found):
    return [] if wanted == found else [f"{found} {what}, report.json has {wanted}"]


# --- Figures, claims and the numbers in report.json --------------------------------------------------------------


def check_contents(check, browser, url, document):
    with Visit(browser, url, 1280, "light") as visit:
        page = visit.page
        for claim in claims(document):
            place = page.locator(f"[id='claim-{claim['id']}']")
            check(f"claim {claim['id']} is on the page and linked with its figure", lost_claim(page, place, claim))
        for figure in figures(document):
            frame = page.locator(f"[id='figure-{figure['id']}']")
            rows = frame.locator("details.data tbody tr").count()
            check(f"figure {figure['id']} has its table", [] if rows and figure["table"]["rows"] else ["no rows"])
            check(f"figure {figure['id']} has its text", wordless(frame, figure))
            if frame.locator(".reader").count():
                check(f"figure {figure['id']} reads the values of report.json", misread(page, frame, figure))
                check(f"figure {figure['id']} is read with the keyboard", unread_by_keys(page, frame))
            if frame.locator(".controls").count():
                check(f"figure {figure['id']} follows its slider", unmoved(page, frame, figure))
        check("reading figures: no error in the console", visit.problems)


def lost_claim(page, place, claim):
    if place.count() != 1:
        return [f"{place.count()} places"]
    mark = place.locator(".mark").get_attribute("aria-label")
    if (mark == "holds") != claim["holds"]:
        return [f"marked {mark}"]
    if claim["figure"] is None:
        return []
    there = place.locator(f"a[href='#figure-{claim['figure']}']").count()
    back = page.locator(f"[id='figure-{claim['figure']}'] a[href='#claim-{claim['id']}']").count()
    return [] if there and back else ["no link to the figure" if back else "no link back from the figure"]


def wordless(frame, figure):
    names = frame.locator(".plot > svg").get_attribute("aria-labelledby").split()
    texts = [frame.locator(f"[id='{name}']").text_content() for name in names]
    return [] if texts == [figure["title"], figure["alt"]] else [f"{texts}"]


def misread(page, frame, figure):
    problems = []
    for across, down in ((0.31, 0.4), (0.62, 0.7)):
        hover(page, frame, across, down)
        problems += differences(tip(frame) if frame.locator(".tip").is_visible() else [], figure)
        page.mouse.move(1, 1)
    return problems


def hover(page, frame, across, down):
    reader = frame.locator(".reader")
    reader.evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = reader.bounding_box()
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])


TIP = """nodes => nodes.map(row => [...row.children].map(part => {
  const copy = part.cloneNode(true);
  for (const power of copy.querySelectorAll("sup")) power.prepend("^");
  return copy.textContent;
}))"""


def tip(frame):
    """The rows that the box beside the cursor prints, as (name, value); powers of ten as 10^5."""
    return frame.locator(".tip > div").evaluate_all(TIP)


def differences(rows, figure, frame_at=None):
    """What the box prints and report.json doesn't say."""
    if not rows:
        return ["no value is printed"]
    table = figure["table"]
    names = [column["name"] for column in table["columns"]]
    if figure["kind"] == "lines":
        return line_differences(rows, table, names, frame_at)
    if figure["kind"] == "scatter":
        wanted = [rows[0][0]] + [value for _, value in rows[1:]]
        same = [row for row in table["rows"] if all(agrees(text, cell, column) for text, cell, column in zip(wanted, row, table["columns"]))]
        return [] if same else [f"{wanted} is no row"]
    if figure["kind"] == "contours":
        wanted = ["surface"] + [value for _, value in rows]
        same = [row for row in table["rows"] if all(agrees(text, cell, column) for text, cell, column in zip(wanted, row, table["columns"]))]
        return [] if same else [f"{wanted} is no row"]
    if figure["kind"] == "grid":
        return grid_differences(rows, table, frame_at)
    return cell_differences(rows, table, names)


def line_differences(rows, table, names, frame_at):
    (x_name, x_text), values = rows[0], rows[1:]
    if x_name not in names:
        return [f"no column {x_name}"]
    place = names.index(x_name)
    found = [row for row in table["rows"] if agrees(x_text, row[place], table["columns"][place])]
    if place == 1:  # a column of moments stands before the positions
        last = frame_at if frame_at is not None else table["rows"][-1][0]
        found = [row for row in found if row[0] == last]
    problems = [] if found and values else [f"{x_name} = {x_text} is no row"]
    for name, text in values:
        columns = [index for index, other in enumerate(names) if other == name and index > place]
        if not any(agrees(text, row[index], table["columns"][index]) for row in found for index in columns):
            problems.append(f"{name} = {text} at {x_name} = {x_text}")
    return problems


def grid_differences(rows, table, frame_at):
    (place, what), (_, value), (_, arrows) = rows
    moment = frame_at if frame_at is not None else table["rows"][-1][0]
    found = [row for row in table["rows"] if row[0] == moment and place == f"row {row[1]:.0f}, column {row[2]:.0f}"]
    same = [row for row in found if what == row[3] and agrees(value, row[4]) and arrows.replace(" ", "") == (row[5] or "–")]
    return [] if same else [f"{rows} is no row"]


def cell_differences(rows, table, names):
    (x_name, x_text), (y_name, y_text), values = rows[0], rows[1], rows[2:]
    place = names.index(y_name)
    columns = [index for index, name in enumerate(names) if name.startswith(x_name + " ") and agrees(x_text, number(name[len(x_name) + 1:]))]
    problems = []
    for name, text in values:
        found = [row for row in table["rows"] if agrees(y_text, row[place], table["columns"][place]) and (place == 0 or row[0] == name)]
        if not any(agrees(text, row[index], table["columns"][index]) for row in found for index in columns):
            problems.append(f"{name} = {text} at {x_text}, {y_text}")
    return problems


MINUS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def magnitude(text):
    """Sign and decimal logarithm of a printed number, its unit left out; None for words."""
    match = re.match(r"(-?)(?:([\d.]+) × 10\^?(-?\d+)|10\^(-?\d+)|([\d.]+))(?: |$)", text.translate(MINUS))
    if not match:
        return None
    sign, mantissa, exponent, power, plain = match.groups()
    if plain:
        value = float(plain)
        return (sign, math.log10(value) if value else -math.inf)
    return (sign, float(power) if power else math.log10(float(mantissa)) + float(exponent))


def number(text):
    sign, log = magnitude(text)
    return (-1 if sign else 1) * (10 ** log if log > -300 else 0)


def agrees(text, cell, column=None):
    """Whether a printed value is the cell's, to four digits."""
    scale = column["scale"] if column else "linear"
    if cell is None or cell == "NaN":
        return text == "–"
    if cell == "-Infinity" and scale != "linear":
        return magnitude(text) is None or magnitude(text)[1] == -math.inf
    if isinstance(cell, str):
        return text == cell
    printed = magnitude(text)
    if printed is None:
        # A value without a logarithm is printed as a word.
        return scale == "logarithmic" and cell <= 0
    sign, log = printed
    if scale in ("naturalLogs", "decimalLogs"):
        return abs(log - (cell / math.log(10) if scale == "naturalLogs" else cell)) < 4e-4
    if cell == 0:
        return log == -math.inf
    return (sign == "-") == (cell < 0) and abs(log - math.log10(abs(cell))) < 4e-4


def unread_by_keys(page, frame):
    frame.locator(".reader").focus()
    page.keyboard.press("ArrowRight")
    problems = [] if frame.locator(".tip").is_visible() and tip(frame) else ["no value is printed"]
    page.keyboard.press("Escape")
    return problems + (["Escape doesn't close the box"] if frame.locator(".tip").is_visible() else [])


def unmoved(page, frame, figure):
    slider = frame.locator(".controls input")
    picture = "node => [...node.querySelectorAll('.line[data-series], .row, .tile')].map(part => part.getAttribute('d') ?? part.getAttribute('fill') ?? part.getAttribute('style')).join()"
    before = frame.evaluate(picture)
    slider.focus()
    page.keyboard.press("Home")
    after = frame.evaluate(picture)
    printed = frame.locator(".controls output").text_content()
    problems = [] if before != after else ["the picture is the same"]
    table = figure["table"]
    if figure["kind"] in ("lines", "grid"):
        first = table["rows"][0][0]
        problems += [] if agrees(printed, first) else [f"it says {printed}, report.json {first}"]
        hover(page, frame, 0.4, 0.5)
        problems += differences(tip(frame), figure, frame_at=first)
        page.mouse.move(1, 1)
    page.keyboard.press("End")
    return problems


# --- Start -------------------------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--slider", action="store_true", help="expect a figure with a slider")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    try:
        html = (folder / "index.html").read_text(encoding="utf-8")
        document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        from axe_playwright_python.sync_playwright import Axe
        from playwright.sync_api import sync_playwright
    except (OSError, ValueError, ImportError) as error:
        print(f"test_pages: {error}", file=sys.stderr)
        return 2

    check = Checks()
    url = (folder / "index.html").as_uri()
    check_files(check, folder, html, document)
    if arguments.slider:
        check("a figure has a slider", [] if 'class="controls"' in html else ["none has"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        check_page(check, browser, url, document, Axe())
        check_without_scripts(check, browser, url, document)
        check_contents(check, browser, url, document)
        browser.close()
    print(f"{check.passed} checks passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
