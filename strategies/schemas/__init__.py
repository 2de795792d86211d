"""Valid frames of the user's own schema.

``frames_for`` reads a pandera schema once and then expands every frame from a handful of drawn integers.
"""

from __future__ import annotations

from .frames import frames_for

__all__ = ["frames_for"]
