"""Strings that a regular expression matches, the plainest first; look-arounds are left to the checks."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .alphabet import characters, characters_but

__all__ = ["least_width", "parsed", "sampled", "spelled", "stretched"]

# The standard library's own parser; Hypothesis reads patterns with it as well.
_PARSER: Any = importlib.import_module("re._parser")
_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.ASCII
_WIDE = 8  # repeats beyond the least that are tried where no length is asked for

Node = tuple[str, Any]
Groups = dict[int, str]


def parsed(pattern: str | re.Pattern[str]) -> list[Node]:
    """Return the pattern as nodes.

    Raises
    ------
    re.error
        If it is no pattern.
    """
    text, flags = (pattern, 0) if isinstance(pattern, str) else (pattern.pattern, pattern.flags & int(_FLAGS))
    return _nodes(_PARSER.parse(text, flags))


def _nodes(tree: Any) -> list[Node]:
    # Anchors and look-arounds take no room, and are None here.
    return [node for op, arguments in tree if (node := _node(str(op), arguments)) is not None]


def _node(name: str, arguments: Any) -> Node | None:
    match name:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = arguments
            return "REPEAT", (int(least), min(int(most), 10**6), _nodes(body))
        case "SUBPATTERN":
            group, _, _, body = arguments
            return "GROUP", (group, _nodes(body))
        case "ATOMIC_GROUP":
            return "GROUP", (None, _nodes(arguments))
        case "BRANCH":
            return "BRANCH", [_nodes(branch) for branch in arguments[1]]
        case "GROUPREF":
            return "BACK", arguments
        case _:
            one = _one(name, arguments)
            return None if one is None else ("ONE", one)


def _one(name: str, arguments: Any) -> str | None:
    """Return the characters that stand in one place."""
    match name:
        case "LITERAL":
            return chr(arguments)
        case "NOT_LITERAL":
            return characters_but([("LITERAL", arguments)])
        case "ANY":
            return characters_but([("LITERAL", ord("\n"))])
        case "IN":
            items = [(str(kind), value) for kind, value in arguments]
            return characters_but(items[1:]) if items[0][0] == "NEGATE" else characters(items)
        case _:
            return None


def stretched(nodes: Sequence[Node], missing: int) -> list[Node]:
    """Return the nodes with their repeats raised until the shortest match is longer by what is missing."""
    found: list[Node] = []
    for name, arguments in nodes:
        if name == "REPEAT" and missing > 0:
            least, most, body = arguments
            width = max(1, least_width(body))
            more = min(most - least, -(-missing // width))
            missing -= more * width
            found.append((name, (least + more, most, body)))
        elif name == "GROUP" and missing > 0:
            group, body = arguments
            longer = stretched(body, missing)
            missing -= least_width(longer) - least_width(body)
            found.append((name, (group, longer)))
        else:
            found.append((name, arguments))
    return found


def least_width(nodes: Sequence[Node]) -> int:
    """Return the length of the shortest match."""
    total = 0
    for name, arguments in nodes:
        match name:
            case "ONE":
                total += 1
            case "REPEAT":
                total += arguments[0] * least_width(arguments[2])
            case "GROUP":
                total += least_width(arguments[1])
            case "BRANCH":
                total += min(least_width(branch) for branch in arguments)
            case _:
                pass
    return total


def spelled(nodes: Sequence[Node], groups: Groups | None = None) -> Iterator[str]:
    """Yield matches, the last place varying fastest, until there are none left."""
    groups = {} if groups is None else groups
    if not nodes:
        yield ""
        return
    for head in _spelled(nodes[0], groups):
        for tail in spelled(nodes[1:], groups):
            yield head + tail


def _spelled(node: Node, groups: Groups) -> Iterator[str]:
    name, arguments = node
    match name:
        case "ONE":
            yield from arguments
        case "REPEAT":
            least, most, body = arguments
            for count in range(least, min(most, least + _WIDE) + 1):
                yield from spelled(list(body) * count, groups)
        case "GROUP":
            group, body = arguments
            for text in spelled(body, groups):
                if group is not None:
                    groups[group] = text
                yield text
        case "BRANCH":
            for branch in arguments:
                yield from spelled(branch, groups)
        case _:
            yield groups.get(arguments, "")


def sampled(nodes: Sequence[Node], chosen: random.Random, more: int = _WIDE, groups: Groups | None = None) -> str:
    """Return one match by chance, with up to so many repeats beyond the least."""
    groups = {} if groups is None else groups
    return "".join(_sampled(node, chosen, more, groups) for node in nodes)


def _sampled(node: Node, chosen: random.Random, more: int, groups: Groups) -> str:
    name, arguments = node
    match name:
        case "ONE":
            return chosen.choice(arguments)
        case "REPEAT":
            least, most, body = arguments
            count = chosen.randint(least, min(most, least + more))
            return "".join(sampled(body, chosen, more, groups) for _ in range(count))
        case "GROUP":
            group, body = arguments
            text = sampled(body, chosen, more, groups)
            if group is not None:
                groups[group] = text
            return text
        case "BRANCH":
            return sampled(chosen.choice(arguments), chosen, more, groups)
        case _:
            return groups.get(arguments, "")
