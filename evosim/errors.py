"""What can go wrong, and the exit code that says so."""


class EvosimError(Exception):
    """Base of every error that evosim raises on purpose; its text is one sentence for the user."""

    exit_code = 1


class ConfigError(EvosimError):
    """The configuration or the command line is wrong.

    Args:
        problems: one line per problem, each naming file, key, value and what would be right.
    """

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class PluginError(ConfigError):
    """A package that extends evosim is missing, broken, or takes a name that is taken."""


class RunBusy(ConfigError):  # noqa: N818  a state rather than a fault
    """Another process carries out the run."""


class RunDataError(EvosimError):
    """A run directory, or a file in it, is damaged, foreign or incompatible."""

    exit_code = 3


class CheckpointError(RunDataError):
    """No checkpoint of a run can be read back."""


class StorageError(EvosimError):
    """The disk refused: full, read-only, or gone. What was closed before stays readable."""

    exit_code = 3


class Interrupted(EvosimError):  # noqa: N818  an outcome rather than a fault
    """The user stopped the run; its checkpoint is saved."""

    exit_code = 130
