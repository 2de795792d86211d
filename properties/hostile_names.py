"""Names that lead somewhere else when they become paths."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["INSIDE", "LINK", "OUTSIDE", "ROOT", "hostile_names"]

OUTSIDE, ROOT, INSIDE, LINK = "{outside}", "{root}", "{inside}", "link"
"""Replaced by the path of a directory beside the root, by the name of the root, by its path; and a link in the root
that leads to the directory beside it."""

_WHOLE = (
    "..",
    ".",
    "",
    " ",
    "../escaped",
    "../../escaped",
    "nested/../../escaped",
    "./../escaped",
    "....//escaped",
    "..././escaped",
    f"../{ROOT}-escaped",
    f"../{ROOT}.escaped/run",
    f"{OUTSIDE}/escaped",
    f"{INSIDE}-escaped",
    f"{INSIDE}/../escaped",
    LINK,
    f"{LINK}/escaped",
    f"{LINK}/../escaped",
    f"nested/../{LINK}/escaped",
    "~/escaped",
    "$HOME/escaped",
    "%2e%2e/escaped",
    "%2e%2e%2fescaped",
    "..%2fescaped",
    "..\\escaped",
    "C:\\escaped",
    "\uff0e\uff0e/escaped",
    "run\x00/../../escaped",
    "run\n",
    "-rf",
    "x" * 300,
    "\ud800",
)
_PARTS = ("..", ".", "run", "nested", LINK, "", "....", "~")


def hostile_names() -> st.SearchStrategy[str]:
    """Draw names of the kinds that have escaped from somewhere before, and paths of their parts."""
    paths = st.lists(st.sampled_from(_PARTS), min_size=2, max_size=4).map("/".join)
    return st.one_of(st.sampled_from(_WHOLE), paths.filter(lambda path: not path.startswith("/")))
