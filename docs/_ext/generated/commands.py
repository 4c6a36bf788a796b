"""Every command with its options, from the command line itself; and exit codes, from the errors."""

from collections.abc import Iterator
from typing import Any

import typer

from evosim import errors
from evosim.cli import app
from generated.markdown import code, defined, plain, said, sentence, table


def tree() -> Any:
    """The command line as click has it."""
    return typer.main.get_command(app)


def every(group: Any = None, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command that does something, with the words that call it."""
    for name, command in (group or tree()).commands.items():
        words = (*before, name)
        if hasattr(command, "commands"):
            yield from every(command, words)
        else:
            yield words, command


def commands() -> str:
    """The page."""
    parts = []
    for words, command in every():
        called = " ".join(["evosim", *words])
        context = command.make_context(called, [], resilient_parsing=True)
        usage = " ".join([called, *(piece.strip("{}") for piece in command.collect_usage_pieces(context))])
        text = "\n\n".join(sentence(plain(part)) for part in (command.help or "").split("\n\n"))
        records = [record for one in command.params if (record := one.get_help_record(context))]
        parts += [f"(command-{'-'.join(words)})=\n## `{called}`\n", f"```text\n{usage}\n```", text,
                  defined((code(name), sentence(plain(meaning)) or "-") for name, meaning in records
                          if not name.startswith("--help"))]
    return "\n\n".join(parts)


def exit_codes() -> str:
    """The errors that end in each exit code."""
    meanings: dict[int, list[str]] = {0: ["none: it is done"]}
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.EvosimError):
            meanings.setdefault(error.exit_code, []).append(f"{code(error.__name__)}: {said(error)}")
    return table(["code", "errors that end in it"],
                 [[code(number), " ".join(meanings[number])] for number in sorted(meanings)])
