"""``python -m pytest_gilclaims`` is ``gilclaims``."""

import sys

from pytest_gilclaims.commands.main import main

sys.exit(main())
