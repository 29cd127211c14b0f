"""The experiments that claims about today's Python share."""

from gilclaims_guide import races as races_room
from gilclaims_guide.declaring import shared

races = shared(races_room.races)
