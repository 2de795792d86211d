"""``python -m toxiframe.pipeline`` is ``toxiframe-pipeline``."""

from .cli import main

raise SystemExit(main())
