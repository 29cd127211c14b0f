"""Interrupts: held back in critical sections, never lost; SIGTERM counts as Ctrl-C."""

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from pytest_gilclaims.instruments.interrupts import bare_main_module, terminating_as_interrupt, uninterrupted


@pytest.fixture(autouse=True)
def ctrl_c_interrupts() -> Iterator[None]:
    """Have Ctrl-C interrupt, which a shell without job control lets programs in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_for_the_end_of_a_critical_section() -> None:
    reached = []

    def section() -> None:
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        section()
    assert reached == ["the end"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_sections_nest_and_deliver_once_the_outer_one_ends() -> None:
    reached = []

    def sections() -> None:
        with uninterrupted():
            with uninterrupted():
                os.kill(os.getpid(), signal.SIGINT)
            reached.append("between")

    with pytest.raises(KeyboardInterrupt):
        sections()
    assert reached == ["between"]


def test_other_threads_may_enter_a_section_too() -> None:
    entered = []

    def enter() -> None:
        with uninterrupted():
            entered.append(True)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]


def test_sigterm_interrupts_like_ctrl_c_and_only_meanwhile() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), terminating_as_interrupt():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before


def test_the_main_module_is_bare_only_meanwhile() -> None:
    main = sys.modules["__main__"]
    with bare_main_module():
        assert not hasattr(sys.modules["__main__"], "__file__")
    assert sys.modules["__main__"] is main
