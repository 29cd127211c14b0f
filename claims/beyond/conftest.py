"""The experiments that claims about today's Python share."""

from gilclaims_guide import unready
from gilclaims_guide.declaring import shared

unready_imports = shared(unready.unready_imports)
