"""How a check fails."""


def must(holds: object, sentence: str) -> None:
    """Raises AssertionError with the sentence unless it holds; unlike `assert` also under `python -O`."""
    if not holds:
        raise AssertionError(sentence)
