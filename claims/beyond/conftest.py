"""The experiments that claims about today's Python share."""

from gilclaims_guide import twins as twins_room
from gilclaims_guide.declaring import shared

twins = shared(twins_room.twins)
