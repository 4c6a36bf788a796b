"""The core of the world: `evosim.kernels.step` without a call of what a world has switched off.

What SPEC 2 asks of mechanisms that are off, that they cost next to nothing, can only be seen beside a world
that does not have them. So the source of `step` is read, every call that a part switched off begins with
`if part is None or not part.on: return` is left out, with every branch of a tick that is not taken, and what
remains is compiled as it is.
"""

import ast
import atexit
import importlib.util
import inspect
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels import step
from evosim.kernels.blank import new_extras
from evosim.world import lives, wiring

BRANCHES = {  # by their condition in the source; whether the world takes them
    "w.own_strength >= 0": lambda config, layout: wiring(config, layout).own_strength >= 0,
    "p.social_shuffled": lambda config, layout: config.social.shuffled,
    "genes.attention.shape[1] > 0": lambda config, layout: layout.attends,
    "w.learns": lambda config, layout: config.plasticity.enabled,
}


class _Bare(ast.NodeTransformer):
    """Leaves out what a world does not do; `left` says what that was."""

    def __init__(self, config: Config) -> None:
        extras = new_extras(1, config.band.slots, config)
        self._off = {name for name, part in extras._asdict().items() if part is None or not part.on}
        self._taken = {text: bool(of(config, Layout.of(config))) for text, of in BRANCHES.items()}
        self.left: list[str] = []

    def visit_Expr(self, node: ast.Expr) -> Any:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
            part = call.args[0]
            if (isinstance(part, ast.Attribute) and ast.unparse(part.value) == "x" and part.attr in self._off
                    and _is_empty_when_off(getattr(step, call.func.id))):
                self.left.append(call.func.id)
                return ast.Pass()
        return node

    def visit_If(self, node: ast.If) -> Any:
        text = ast.unparse(node.test)
        if not self._taken.get(text, True):
            self.left.append(text)
            return ast.Pass()
        self.generic_visit(node)
        return node


def _is_empty_when_off(function: Any) -> bool:
    """Whether it begins by asking whether its part is there, and returns where not."""
    body = ast.parse(inspect.getsource(function.py_func)).body[0].body  # type: ignore[attr-defined]
    first = body[1] if isinstance(body[0], ast.Expr) else body[0]  # after the docstring
    return isinstance(first, ast.If) and ast.unparse(first.test).endswith(".on") and (
        isinstance(first.body[0], ast.Return))


def bare(config: Config) -> tuple[Any, list[str]]:
    """A `step.live` without what a world has switched off, and what was left out of it.

    Args:
        config: of the world.
    """
    transform = _Bare(config)
    source = ast.unparse(transform.visit(ast.parse(inspect.getsource(step))))
    folder = tempfile.TemporaryDirectory(prefix="evosim-core-")
    atexit.register(folder.cleanup)  # not before: the compiler asks for the source
    path = Path(folder.name) / "bare_step.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("bare_step", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.live, transform.left


@contextmanager
def lived_by(live: Any) -> Iterator[None]:
    """Has worlds lived by another `step.live`."""
    usual = lives.live
    lives.live = live
    try:
        yield
    finally:
        lives.live = usual
