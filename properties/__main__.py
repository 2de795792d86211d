"""``python -m toxiframe.properties`` is ``toxiframe``."""

from .cli import main

raise SystemExit(main())
