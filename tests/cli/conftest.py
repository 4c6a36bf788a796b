"""Commands in this process (fixture `said`), and how they refuse."""


def refusal(said, *words, code=2):
    """The one sentence that a command refuses with."""
    out, err = said(*words, code=code)
    assert not out and "Traceback" not in err
    return err.splitlines()[-1]
