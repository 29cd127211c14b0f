"""Words for numbers and values, as a person reads them."""


def counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def said(value: object) -> str:
    """Write a value for a person."""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def phrase(value: object) -> str:
    """Write a figure of a record for a person."""
    if value is None:
        return "not seen"
    if isinstance(value, float):
        return f"{value:.2f}".removesuffix(".00")
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value)
