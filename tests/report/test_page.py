"""The page as text: what it holds, what it never asks for, and what hostile names make of it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from toxiframe.properties.grids import grid_of
from toxiframe.properties.guilt import guilt_of
from toxiframe.properties.html_page import page
from toxiframe.properties.html_plots import plots
from toxiframe.properties.html_text import Html, el
from toxiframe.properties.matrix import Matrix

from tests.report.samples import HOSTILE, hostile_matrix, matrix, toxic


class _Reader(HTMLParser):
    """Every element with its attributes, and the text outside of styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = self._inside if tag not in ("style", "script", self._inside) else ""

    def handle_data(self, data):
        if self._inside in ("style", "script"):
            self.raw[self._inside] = self.raw.get(self._inside, "") + data
        else:
            self.text += data

    def all(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


MADE = {"plain": matrix, "hostile": hostile_matrix, "empty": lambda: Matrix(tried=(), seed=1)}


@pytest.fixture(params=list(MADE))
def read(request):
    """Read a page."""
    return _Reader(page(MADE[request.param]()))


def test_nothing_in_the_page_leads_to_the_network(read):
    """Links lead to places of the page itself, and no element loads anything."""
    links = [value for _, attributes in read.elements for name, value in attributes.items() if name in ("href", "src")]
    assert all(link.startswith("#") for link in links), links
    assert not read.all("img", "link", "iframe", "object", "base", "embed", "audio", "video", "source")
    assert not re.search(r"url\(|@import|//[a-z]", read.raw["style"])
    assert not re.search(r"fetch|XMLHttp|WebSocket|innerHTML|eval|//[a-z]", read.raw["script"])


def test_the_policy_allows_the_one_script_and_the_one_style_sheet(read):
    """The hashes are those of what is there; nothing else is allowed, not even a style attribute."""
    [policy] = [each["content"] for each in read.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    for kind in ("style", "script"):
        assert len(read.all(kind)) == 1
        digest = base64.b64encode(hashlib.sha256(read.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    names = {name for _, attributes in read.elements for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def test_anchors_lead_to_elements_that_are_there_once(read):
    """No identifier is there twice, and every link and label leads to one."""
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids)), ids
    wanted = {link["href"].removeprefix("#") for link in read.all("a")}
    for name in ("for", "aria-labelledby"):
        wanted |= {attributes[name] for _, attributes in read.elements if name in attributes}
    assert wanted <= set(ids), wanted - set(ids)


def test_tables_can_be_read_aloud(read):
    """Every table has a caption, and every heading says whether it heads a row or a column."""
    assert len(read.all("caption")) == len(read.all("table"))
    assert all(heading.get("scope") in ("row", "col") for heading in read.all("th"))
    assert all(picture.get("aria-label") for picture in read.all("svg"))
    assert read.all("html") == [{"lang": "en"}]


def test_hostile_names_are_text():
    """Every hostile name is shown, as text; what could not be seen in it is an escape."""
    told = page(hostile_matrix())
    assert not set(told) & set("\x00\x1b\u202e\ud800\u2066\u200b")
    assert told.encode("utf-8")
    read = _Reader(told)
    assert not read.all("img")
    for name in HOSTILE[:6]:
        start = re.sub(r"[\x00\x1b\u202e\ud800]", lambda found: ascii(found[0])[1:-1], name)
        assert start in read.text, (start, name)
    assert "characters)" in read.text, "the very long name is cut, and says so"


def test_text_is_escaped_unless_it_was_made_here():
    """Only what ``el`` returned goes in as it is, in content and in attributes."""
    assert el("p", "<b>&\"'", title="\">'") == '<p title="&quot;&gt;&#x27;">&lt;b&gt;&amp;&quot;&#x27;</p>'
    assert el("p", el("b", "x"), hidden=True, id=None) == "<p hidden><b>x</b></p>"
    assert isinstance(el("p"), Html)


def test_a_plot_copes_with_any_numbers():
    """The largest floats, one number, equal numbers and none at all are drawn without an error or a NaN."""
    for fault in ("toxic_return", "inf_pos", "nan_cell"):
        case = toxic(fault, rows=3)
        for factor in (1.0, 1e308, 0.0):
            drawn = plots(grid_of(case.clean * factor), grid_of(case.frame * factor, guilt_of(case)))
            assert not re.search(r"nan|inf", re.sub(r'aria-label="[^"]*"', "", drawn)), drawn
            assert drawn.count("<svg") == 2
    assert plots(grid_of(case.clean.iloc[:0]), grid_of(case.clean.iloc[:0])) == ""


def test_counts_verdict_and_seed_are_there():
    """The head line is the verdict, and the figures are those of the matrix."""
    text = _Reader(page(matrix())).text
    assert "1 of 4 properties do not hold" in text.lower()
    assert "50.0 %" in text
    assert "missed 1 of 12" in text
    assert "false alarm 1 of 3" in text
