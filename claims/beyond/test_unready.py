"""Modules that are not ready to run without the GIL."""

from gilclaims_guide import worlds_of_sharing as worlds
from gilclaims_guide.conditions import COMPILER, FREE_THREADED
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every

OFF_BEFORE = "milliseconds overlapped before"
AFTER = "milliseconds overlapped after"


@claim(
    "beyond.one-unready-module-turns-the-lock-on",
    refuted_in=worlds.modules_declare_themselves,
    needs=(FREE_THREADED, COMPILER, TWO_CORES),
)
def test_one_unready_module_turns_the_lock_on(unready_imports: Experiment, judge: Judge) -> None:
    """On a free-threaded build, importing one compiled module that does not declare itself safe turns the GIL on.

    It is then on for all threads: threads that ran at the same time before take turns from then on.
    """
    arm = "at the start"
    judge(
        every(
            unready_imports.fact("lock once started", arm).equals("on"),
            unready_imports.measured(AFTER, arm).at_most(5),
        ),
        given=unready_imports.measured(OFF_BEFORE, arm).reaches(5, refuted_at=0),
    )


@claim(
    "beyond.unready-module-is-named",
    refuted_in=worlds.modules_declare_themselves,
    needs=(FREE_THREADED, COMPILER),
)
def test_unready_module_is_named(unready_imports: Experiment, judge: Judge) -> None:
    """A warning names the module that turned the GIL on."""
    judge(unready_imports.fact("modules warned of", "at the start").equals(1))


@claim(
    "beyond.unready-module-can-be-put-off",
    refuted_in=worlds.imports_cannot_be_put_off,
    needs=(FREE_THREADED, COMPILER),
)
def test_unready_module_can_be_put_off(unready_imports: Experiment, judge: Judge) -> None:
    """If an undeclared module is imported by the function that needs it, the GIL stays off until its first use."""
    judge(
        every(
            unready_imports.fact("lock once started", "put off").equals("off"),
            unready_imports.fact("lock once used", "put off").equals("on"),
        )
    )


@claim(
    "beyond.lock-stays-off-if-wished",
    refuted_in=worlds.wishes_are_not_heard,
    needs=(FREE_THREADED, COMPILER),
)
def test_lock_stays_off_if_wished(unready_imports: Experiment, judge: Judge) -> None:
    """With PYTHON_GIL=0, the GIL stays off whatever is imported, and no warning appears."""
    judge(
        every(
            unready_imports.fact("lock once used", "wished off").equals("off"),
            unready_imports.fact("modules warned of", "wished off").equals(0),
        )
    )
