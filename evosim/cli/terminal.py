"""Where rich tables are printed, and figures drawn."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(width: int) -> "Console":
    """Standard output, as wide as the terminal; so many characters off one."""
    from rich.console import Console

    out = Console()
    if not out.is_terminal:
        out.width = width
    return out


def without_a_screen() -> None:
    """Has figures drawn into files, whatever screen there is; before anything draws."""
    import matplotlib

    matplotlib.use("Agg")
