"""Worlds in which waiting, or what goes on meanwhile, is otherwise."""

from gilclaims_guide import awaiting, company, contending, disk, lateness, mixing, outside, thousands, ticker, urls
from gilclaims_guide.one_lock import OneLock
from pytest_gilclaims import World

waits_keep_the_lock = World(
    "waits_keep_the_lock",
    "a call that waits for the world outside keeps the lock meanwhile",
    {company.lets_go: company.keeps_the_lock, disk.reading: disk.reading_with_the_lock},
)

one_reader_at_a_time = World(
    "one_reader_at_a_time",
    "a thread may read from a disk only while no other does",
    {ticker.no_permission: OneLock()},
)

reads_are_busy = World(
    "reads_are_busy",
    "whoever reads from a disk computes for most of the time",
    {disk.reading: disk.reading_busily},
)

databases_are_elsewhere = World(
    "databases_are_elsewhere",
    "a database that is part of the program has another process compute its queries",
    {outside.computing_in_database: outside.waiting_for_query},
)

libraries_give_way = World(
    "libraries_give_way",
    "a library that blocks does so in another thread when a task of an event loop uses it",
    {awaiting.in_the_loop: awaiting.in_a_thread},
)

threads_block_the_loop = World(
    "threads_block_the_loop",
    "what an event loop hands to another thread blocks its own",
    {awaiting.in_a_thread: awaiting.in_the_loop},
)

answers_are_polled = World(
    "answers_are_polled",
    "whoever waits for an answer looks for it only once in a while",
    {mixing.ask: mixing.ask_now_and_then},
)

computing_is_done_elsewhere = World(
    "computing_is_done_elsewhere",
    "what is to be computed is computed by another process",
    {mixing.compute_here: mixing.compute_elsewhere},
)

nobody_wants_the_same_lock = World(
    "nobody_wants_the_same_lock",
    "whoever needs a lock finds it free: one begins when the one before is done",
    {contending.together: contending.one_after_another},
)

loops_keep_a_thread_busy = World(
    "loops_keep_a_thread_busy",
    "a program with an event loop has another thread, which computes",
    {lateness.no_company: lateness.computing_thread},
)

answers_come_at_once = World(
    "answers_come_at_once",
    "the server answers each request at once",
    {urls.slow_server: urls.instant_server},
)

names_are_looked_up_in_the_loop = World(
    "names_are_looked_up_in_the_loop",
    "an event loop looks names up in its own thread",
    {thousands.look_up: thousands.look_up_in_the_loop},
)
