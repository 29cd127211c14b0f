"""What threads see of one another's contexts."""

from gilclaims_guide import worlds_of_sharing as worlds
from gilclaims_guide.conditions import FREE_THREADED
from pytest_gilclaims import Experiment, Judge, claim, every, holds, since

VARIABLE = "context variable"
WARNING = "warning of another thread"


@claim("beyond.contexts-inherited-if-wished", refuted_in=worlds.context_options_are_not_heard, needs=since(3, 14))
def test_contexts_inherited_if_wished(contexts: Experiment, judge: Judge) -> None:
    """With thread_inherit_context on, a new thread sees the context variables of the thread that starts it.

    With thread_inherit_context off, it does not.
    """
    judge(
        every(
            contexts.fact(VARIABLE, "on").equals("the one who starts it"),
            contexts.fact(VARIABLE, "off").equals("nobody"),
        )
    )


@claim(
    "beyond.contexts-inherited-by-default",
    refuted_in=worlds.contexts_are_kept_apart,
    holds_in=worlds.contexts_are_handed_on,
    expect=holds.when(FREE_THREADED),
    needs=since(3, 14),
)
def test_contexts_inherited_by_default(contexts: Experiment, judge: Judge) -> None:
    """By default, a new thread sees the context variables of the thread that starts it."""
    judge(contexts.fact(VARIABLE, "default").equals("the one who starts it"))


@claim("beyond.warnings-caught-apart-if-wished", refuted_in=worlds.context_options_are_not_heard, needs=since(3, 14))
def test_warnings_caught_apart_if_wished(contexts: Experiment, judge: Judge) -> None:
    """With context_aware_warnings on, catch_warnings does not affect threads that already run.

    With context_aware_warnings off, catch_warnings in one thread affects the warnings of all threads.
    """
    judge(
        every(
            contexts.fact(WARNING, "on").equals("not caught"),
            contexts.fact(WARNING, "off").equals("caught"),
        )
    )


@claim(
    "beyond.warnings-caught-apart-by-default",
    refuted_in=worlds.contexts_are_kept_apart,
    holds_in=worlds.contexts_are_handed_on,
    expect=holds.when(FREE_THREADED),
    needs=since(3, 14),
)
def test_warnings_caught_apart_by_default(contexts: Experiment, judge: Judge) -> None:
    """By default, catch_warnings does not affect threads that already run."""
    judge(contexts.fact(WARNING, "default").equals("not caught"))
