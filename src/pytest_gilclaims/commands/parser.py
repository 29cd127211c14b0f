"""A parser of arguments that says what is wrong in one line."""

import argparse
from typing import NoReturn

LONGEST_SENTENCE = 500


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.refuse(f"{message}: {self.prog} --help says what there is")

    def refuse(self, message: str) -> NoReturn:
        """End with one sentence."""
        self.exit(2, f"gilclaims: {sentence(message)}\n")


def sentence(message: str) -> str:
    """Write an error in one line that a terminal can show, whatever names stand in it."""
    text = " ".join(message.split())
    readable = "".join(character if character.isprintable() else "?" for character in text)
    return readable if len(readable) <= LONGEST_SENTENCE else f"{readable[: LONGEST_SENTENCE - 1]}…"
