"""Worlds in which waiting, or what happens meanwhile, is different."""

from gilclaims_guide import awaiting, company, contending, disk, lateness, mixing, outside, thousands, ticker, urls
from gilclaims_guide.one_lock import OneLock
from pytest_gilclaims import World

waits_keep_the_lock = World(
    "waits_keep_the_lock",
    "a call that waits for I/O holds the GIL while it waits",
    {company.lets_go: company.keeps_the_lock, disk.reading: disk.reading_with_the_lock},
)

one_reader_at_a_time = World(
    "one_reader_at_a_time",
    "a thread can read from a disk only while no other thread does",
    {ticker.no_permission: OneLock()},
)

reads_are_busy = World(
    "reads_are_busy",
    "a thread that reads from a disk computes for most of the time",
    {disk.reading: disk.reading_busily},
)

databases_are_elsewhere = World(
    "databases_are_elsewhere",
    "a database inside the program computes its queries in another process",
    {outside.computing_in_database: outside.waiting_for_query},
)

libraries_give_way = World(
    "libraries_give_way",
    "a library that a task of an event loop uses makes its blocking calls in another thread",
    {awaiting.in_the_loop: awaiting.in_a_thread},
)

threads_block_the_loop = World(
    "threads_block_the_loop",
    "calls that an event loop hands to another thread block its own thread",
    {awaiting.in_a_thread: awaiting.in_the_loop},
)

answers_are_polled = World(
    "answers_are_polled",
    "a thread that waits for a response looks for it only from time to time",
    {mixing.ask: mixing.ask_now_and_then},
)

computing_is_done_elsewhere = World(
    "computing_is_done_elsewhere",
    "another process does all the computing",
    {mixing.compute_here: mixing.compute_elsewhere},
)

nobody_wants_the_same_lock = World(
    "nobody_wants_the_same_lock",
    "every lock is free when a thread needs it: each thread starts after the previous one has finished",
    {contending.together: contending.one_after_another},
)

loops_keep_a_thread_busy = World(
    "loops_keep_a_thread_busy",
    "a program with an event loop has another thread that computes",
    {lateness.no_company: lateness.computing_thread},
)

answers_come_at_once = World(
    "answers_come_at_once",
    "the server responds to each request immediately",
    {urls.slow_server: urls.instant_server},
)

names_are_looked_up_in_the_loop = World(
    "names_are_looked_up_in_the_loop",
    "an event loop looks host names up in its own thread",
    {thousands.look_up: thousands.look_up_in_the_loop},
)
