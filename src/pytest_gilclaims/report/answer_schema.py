"""What an answer as data may hold: a JSON Schema, for whoever reads it."""

from importlib.resources import files


def answer_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of an answer that ``gilclaims ask --json`` writes."""
    return files(__package__).joinpath("answer.schema.json").read_text(encoding="utf-8")
