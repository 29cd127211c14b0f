"""``python -m pytest_gilclaims`` is ``gilclaims``."""

import sys

from pytest_gilclaims.cli import main

sys.exit(main())
