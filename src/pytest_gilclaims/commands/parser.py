"""A parser of arguments that says what is wrong in one line."""

import argparse
from typing import NoReturn

LONGEST_SENTENCE = 500
FAIL_ON = ("stale", "surprise")


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.refuse(f"{message}: see {self.prog} --help")

    def refuse(self, message: str) -> NoReturn:
        """End with one sentence."""
        self.exit(2, f"gilclaims: {sentence(message)}\n")


def sentence(message: str) -> str:
    """Write an error in one line that a terminal can show, whatever names stand in it."""
    text = " ".join(message.split())
    readable = "".join(character if character.isprintable() else "?" for character in text)
    return readable if len(readable) <= LONGEST_SENTENCE else f"{readable[: LONGEST_SENTENCE - 1]}…"


def fail_on(text: str) -> list[str]:
    """Read what lets ``gilclaims read`` fail."""
    kinds = [kind.strip() for kind in text.split(",") if kind.strip()]
    for kind in kinds:
        if kind not in FAIL_ON:
            raise argparse.ArgumentTypeError(f"{kind!r} is not a valid choice: choose from {', '.join(FAIL_ON)}")
    return kinds
