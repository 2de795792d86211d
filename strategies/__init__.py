"""What can go wrong with a frame, as Hypothesis strategies.

``returns_matrices`` and its like draw clean frames, ``toxic_frames`` puts faults on them and says where they are, and
``corrupt`` does the same to one frame without Hypothesis.
"""

from __future__ import annotations

from .corrupt import corrupt
from .faults import actions, calendar, structure, values
from .faults.actions import *  # noqa: F403
from .faults.base import Fault, Needs, Spot
from .faults.calendar import *  # noqa: F403
from .faults.catalogue import FAULTS, fault_named
from .faults.structure import *  # noqa: F403
from .faults.values import *  # noqa: F403
from .injection import Injection, ToxicFrame, replay
from .matrices import returns_matrices
from .poison import poison
from .runnable import runnable
from .toxic import possible_faults, toxic_frames
from .vocabulary import Evidence, Layer, Response
