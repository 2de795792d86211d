"""Finding what is named on the command line as ``module:attribute``, and telling what is there where it is not."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from hypothesis.strategies import SearchStrategy

from .errors import BindError, did_you_mean

__all__ = ["load", "load_module", "load_strategy"]

_EXTRAS = {
    "exchange_calendars": "pipeline",
    "opentelemetry": "pipeline",
    "pydantic": "pipeline",
    "pydantic_settings": "pipeline",
    "ray": "search",
    "mlflow": "tracking",
    "sqlalchemy": "tracking",
}
"""What an extra of toxiframe installs, by the name that an import asks for."""


def load(named: str) -> object:
    """Return what ``module:attribute`` names, looked for from the working directory as well.

    Raises
    ------
    BindError
        If the text names nothing, or what it names cannot be found or imported; the closest match is offered.
    """
    module_name, colon, attribute = named.partition(":")
    if not colon or not module_name or not attribute:
        msg = f"{named!r} does not name a subject: write module:attribute, such as mypkg.schemas:OrdersSchema"
        raise BindError(msg)
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # as `python -m` does: most subjects are not installed
    found: Any = load_module(module_name)
    for part in attribute.split("."):
        if not hasattr(found, part):
            names = [name for name in dir(found) if not name.startswith("_")]
            msg = f"{module_name!r} has no {attribute!r}{did_you_mean(part, names)}"
            raise BindError(msg)
        found = getattr(found, part)
    return found


def load_strategy(named: str) -> object:
    """Return the strategy of frames that ``module:attribute`` names.

    Raises
    ------
    BindError
        If it cannot be found, or is something else.
    """
    found = load(named)
    if not isinstance(found, SearchStrategy):
        msg = f"--frames={named} is a {type(found).__name__}: name a Hypothesis strategy of frames"
        raise BindError(msg)
    return cast("object", found)


def load_module(name: str) -> object:
    """Import a module.

    Raises
    ------
    BindError
        If it cannot be imported: which one is missing, the closest one, or the extra that brings it.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(f"{missing}."):
            msg = f"there is no module {name!r} here or among what is installed{_closest(missing)}"
        else:
            msg = f"cannot import {name!r}: it needs {missing!r}, which is not installed{_extra(missing)}"
        raise BindError(msg) from error
    except (Exception, SystemExit) as error:
        msg = f"cannot import {name!r}: {type(error).__name__}: {' '.join(str(error).split())}"
        raise BindError(msg) from error


def _closest(missing: str) -> str:
    """Return the closest module beside the one that is missing; of the installed ones only where one is close."""
    package, _, last = missing.rpartition(".")
    if package:
        places = list(getattr(find_spec(package), "submodule_search_locations", None) or ())
    else:
        places = [str(Path.cwd())]
    names = [module.name for module in pkgutil.iter_modules(places) if not module.name.startswith("_")]
    hint = did_you_mean(last, names)
    return hint if not package else hint.replace("'", f"'{package}.", 1)


def _extra(missing: str) -> str:
    extra = _EXTRAS.get(missing.partition(".")[0])
    return f": pip install 'toxiframe[{extra}]'" if extra else f": pip install what provides {missing!r}"
