"""The experiments that claims about today's Python share."""

from gilclaims_guide import collecting, forking, switching_on
from gilclaims_guide import contexts as contexts_room
from gilclaims_guide import things as things_room
from gilclaims_guide.declaring import shared

collections = shared(collecting.collections)
contexts = shared(contexts_room.contexts)
costs_of_starts = shared(forking.costs_of_starts)
starts_beside_threads = shared(forking.starts_beside_threads)
things = shared(things_room.things)
unready_imports = shared(switching_on.unready_imports)
