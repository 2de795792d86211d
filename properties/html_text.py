"""HTML that cannot be written unescaped: what is not made here is text, whoever chose it."""

from __future__ import annotations

from html import escape

from .visible import visible

__all__ = ["Html", "el", "joined", "short"]

_TOOLTIP = 1000  # characters
_VOID = frozenset({"input", "link", "meta"})


class Html(str):
    """Markup that ``el`` has made; any other text is escaped where it is put in."""

    __slots__ = ()


def el(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """Return an element.

    Parameters
    ----------
    name
        Of the element.
    *children
        Markup, or text that is escaped, what nobody would see in it included.
    **attributes
        Values are escaped; True is an attribute without a value, None and False are left out. ``class_`` is ``class``,
        ``data_sight`` is ``data-sight``.
    """
    told = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: str) -> Html:
    """Return markup and text after one another; text is escaped."""
    return Html("".join(child if isinstance(child, Html) else _safe(child) for child in children))


def short(text: str, most: int = 80) -> Html:
    """Return text that somebody else chose, cut where a page would be all of it; the tooltip has more of it."""
    if not text:
        return el("i", "empty text")
    return el("span", visible(text, most=most), title=visible(text, most=_TOOLTIP) if len(text) > most else None)


def _attribute(name: str, value: str | bool | None) -> str:  # noqa: FBT001 - as HTML has them
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{_safe(value)}"'


def _safe(text: str) -> str:
    return escape(visible(text, lines=True), quote=True)
