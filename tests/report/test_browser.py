"""The page in a real browser: what it asks for, what runs in it, keys, colours, paper and narrow screens."""

from __future__ import annotations

import pytest
from toxiframe.properties.html_page import write_html

from tests.report.browser import CHROMEDRIVER, CHROMIUM, browsing
from tests.report.samples import HOSTILE, hostile_matrix, matrix

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or CHROMEDRIVER is None,
    reason="no chromium to show the page in: apt-get install chromium chromium-driver",
)

# Every element with text of its own, its colour, and the colour behind it.
_CONTRAST = """
const channels = (text) => {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
};
const over = (front, back) => front.slice(0, 3)
  .map((each, i) => each * front[3] / 255 + back[i] * (1 - front[3] / 255));
const light = (rgb) => rgb.map((each) => each / 255)
  .map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
  .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (element) => {
  const chain = [];
  for (let each = element; each; each = each.parentElement) chain.push(getComputedStyle(each).backgroundColor);
  return chain.map(channels).reverse().reduce((below, front) => over(front, below), [255, 255, 255]);
};
const worded = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
return [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && worded(each))
  .map((each) => {
    const [ink, paper] = [channels(getComputedStyle(each).color).slice(0, 3), behind(each)].map(light);
    return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), each.outerHTML.slice(0, 90)];
  });
"""
_SHOWN = "return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility()).length"
_OPEN = "for (const each of document.querySelectorAll('details')) each.open = true"
_CLOSED = """
return [...document.querySelectorAll("details")].filter((each) => !each.lastElementChild.checkVisibility()).length
"""
_OUTLINE = """
const at = document.activeElement;
const drawn = at.matches("fieldset input") ? at.nextElementSibling : at;
return [getComputedStyle(drawn).outlineStyle, drawn.checkVisibility(), at.outerHTML.slice(0, 80)];
"""
_SMUGGLE = """
window.ran = 0;
const script = document.createElement("script");
script.text = "window.ran += 1";
document.body.append(script);
const box = document.createElement("div");
box.innerHTML = '<img src="http://127.0.0.1:9/x" onerror="window.ran += 1">';
document.body.append(box);
return new Promise((done) => setTimeout(() => done(window.ran)));
"""
_COPIED = """
return new Promise((done) => {
  const look = () => {
    const button = document.querySelector(".replays button.done");
    button ? done(button.textContent) : requestAnimationFrame(look);
  };
  look();
});
"""
_OUTSIDE = """
return [...document.querySelectorAll("body *")]
  .filter((each) => !each.closest(".scroll, .aside, .skip") && each.getBoundingClientRect().right > 400)
  .map((each) => each.outerHTML.slice(0, 90));
"""
_FOCUS = "return document.activeElement.outerHTML.slice(0, 200)"
_COUNT = "return document.getElementById('count').textContent"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Run one browser for all tests of this module."""
    with browsing(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def shown(browser, tmp_path):
    """Open a page on a wide, light screen."""
    browser.media()
    browser.size(1280, 900)
    browser.open(write_html(matrix(), tmp_path / "report.html"))
    return browser


@pytest.fixture
def hostile(browser, tmp_path):
    """Open a page in which every name is hostile."""
    browser.media()
    browser.size(1280, 900)
    browser.logged("browser")
    browser.requests()
    browser.open(write_html(hostile_matrix(), tmp_path / "report.html"))
    return browser


def test_the_page_asks_for_nothing_and_complains_of_nothing(browser, tmp_path):
    """The file is the only request, and the console stays empty: the policy stops nothing that the page needs."""
    browser.logged("browser")
    browser.requests()
    file = write_html(matrix(), tmp_path / "report.html")
    browser.open(file)
    assert browser.logged("browser") == []
    assert browser.requests() == [file.as_uri()]


def test_hostile_names_run_nothing_and_make_no_elements(hostile):
    """No image, no frame, no second script; no dialog opens and nothing is asked for."""
    assert hostile.run("return document.querySelectorAll('img, iframe, object, script:not(:last-child)').length") == 0
    assert hostile.run("return document.scripts.length") == 1
    assert len(hostile.requests()) == 1
    assert hostile.logged("browser") == []
    assert hostile.run("return document.querySelectorAll('article').length") == len(HOSTILE)
    assert hostile.run("return document.body.textContent.includes('</script><img src=x onerror=alert(1)>')")


def test_markup_that_got_past_the_escaping_would_run_nothing(hostile):
    """The policy refuses scripts, handlers and pictures that the page did not come with."""
    assert hostile.run(_SMUGGLE) == 0
    refused = [entry["message"] for entry in hostile.logged("browser")]
    assert len(refused) >= 2, refused
    assert all("Content Security Policy" in message for message in refused), refused


def test_search_is_done_with_keys_alone(shown):
    """``/`` leads to the search, words narrow faults and failures, the count is told, ``Escape`` brings all back."""
    assert shown.run(_COUNT) == "5 of 5 faults, 2 of 2 failures shown"
    shown.press("/", *"toxic ret")
    assert 'id="search"' in shown.run(_FOCUS)
    assert shown.run("return document.getElementById('search').value") == "toxic ret"
    assert shown.run(_SHOWN, "#matrix tbody tr") == 1
    assert shown.run(_SHOWN, "article") == 1
    assert shown.run(_COUNT) == "1 of 5 faults, 1 of 2 failures shown"
    assert shown.run("return document.getElementById('count').getAttribute('aria-live')") == "polite"
    shown.press("Escape")
    assert shown.run(_SHOWN, "#matrix tbody tr") == 5


def test_filters_are_chosen_with_keys_alone(shown):
    """Tab leads from the search to the filters, arrows choose, and only faults of that kind stay."""
    shown.press("/", "Tab", "Right")
    assert shown.run("return document.querySelector('[name=sight]:checked').value") == "caught"
    assert shown.run(_SHOWN, "#matrix tbody tr") == 1
    shown.press("Right", "Right")
    assert shown.run("return document.querySelector('[name=sight]:checked').value") == "missed"
    assert shown.run("return document.querySelector('#matrix tbody tr:not([hidden]) th').textContent") == "toxic_return"


def test_focus_is_seen_wherever_it_goes(shown):
    """Every stop of the Tab key has an outline, or its own picture of one, and no stop is hidden."""
    stops = shown.run("return document.querySelectorAll('a, button, input, summary, [tabindex=\"0\"]').length")
    seen = []
    for _ in range(stops):
        shown.press("Tab")
        seen.append(shown.run(_OUTLINE))
    blind = [told for style, visible, told in seen if style == "none" or not visible]
    assert not [told for told in blind if not told.startswith("<body")], blind
    assert any("<button" in told for *_, told in seen), seen


def test_a_cell_leads_to_the_failure_that_shows_it(shown):
    """The link of a miss leads to its failure, which is shown even where a filter hides it."""
    shown.press("/", *"dup_ts")
    assert shown.run(_SHOWN, "article") == 0
    shown.run("document.querySelector('td.missed a').click()")
    shown.run("return new Promise((done) => setTimeout(done))")  # the hash changes in a task of its own
    assert shown.run("return document.querySelector('article:target').checkVisibility()")


def test_the_copy_button_copies_the_command(shown):
    """A replay line is in the clipboard after one key, and the button says so."""
    shown.run("document.querySelector('.replays button.copy').focus()")
    shown.press("Enter")
    assert shown.run(_COPIED) == "copied this command"
    assert shown.run(_COUNT) == "Copied."
    shown.press("/")
    shown.paste()
    pasted = shown.run("return document.getElementById('search').value")
    assert pasted == 'make properties SEED=7 TEST="a.py::test_b[c-d]"'


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(shown, scheme):
    """Every text has a contrast of at least 4.5 to what is behind it, and dark is dark."""
    shown.media(scheme=scheme)
    shown.run(_OPEN)
    weak = [(round(ratio, 2), told) for ratio, told in shown.run(_CONTRAST) if ratio < 4.5]
    assert not weak, weak
    paper = shown.run("return getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(252, 251, 249)" if scheme == "light" else "rgb(23, 22, 20)")


@pytest.mark.parametrize("page", ["shown", "hostile"])
def test_a_narrow_screen_has_no_sideways_scroll(request, page):
    """At 400 pixels only tables scroll, each in its own box that keys can reach."""
    browser = request.getfixturevalue(page)
    browser.size(400, 800)
    browser.run(_OPEN)
    assert browser.run("return document.documentElement.scrollWidth") == 400
    out = browser.run(_OUTSIDE)
    assert not out, out


def test_paper_shows_what_a_filter_and_a_closed_part_hide(shown):
    """Printed, every row, failure and part is there, and nothing that can only be clicked."""
    shown.press("/", *"nothing like it")
    assert shown.run(_SHOWN, "article, #matrix tbody tr") == 0
    shown.media(kind="print")
    assert shown.run(_SHOWN, "article, #matrix tbody tr") == 7
    assert shown.run(_SHOWN, "button, #controls, .skip") == 0
    assert shown.run(_CLOSED) == 0
    assert shown.printed().startswith(b"%PDF")


def test_without_scripts_everything_is_there(browser, tmp_path):
    """Where scripts are off, no control is offered that would do nothing, and all failures are shown."""
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(write_html(matrix(), tmp_path / "report.html"))
        tree = browser.devtools("Accessibility.getFullAXTree")["nodes"]
    finally:
        browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    roles = [node["role"]["value"] for node in tree if not node.get("ignored")]
    assert roles.count("article") == 2
    assert not {"searchbox", "radio", "button"} & set(roles)


def test_a_screen_reader_finds_names_for_everything(shown):
    """Buttons, regions, tables and pictures have names, and a miss is told in words."""
    nodes = [node for node in shown.devtools("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
    named = {"button", "link", "region", "table", "image", "searchbox", "radio", "article"}
    nameless = [node["role"]["value"] for node in nodes if node["role"]["value"] in named and not node["name"]["value"]]
    assert not nameless
    names = [node["name"]["value"] for node in nodes]
    assert "missed 1 of 12" in names
    assert "copy this command" in names
