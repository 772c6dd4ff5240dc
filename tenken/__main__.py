"""`python -m tenken`."""

from tenken.cli import main

raise SystemExit(main())
