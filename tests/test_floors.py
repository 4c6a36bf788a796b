"""Files import from lower floors only (CONTRIBUTING.md), and reading results loads no numba."""

import ast
import subprocess
import sys
from pathlib import Path

import evosim

HOME = Path(evosim.__file__).parent
FLOORS = {
    "names": 0, "errors": 0, "_version": 0, "pages": 0, "words": 0, "plugins": 0, "citation": 1,
    "config": 1, "schema": 1, "faculties": 1, "machine": 1, "loading": 1,
    "genome": 2, "kernels": 2, "obedience": 2, "intervals": 2,
    "world": 3, "evolution": 3, "selection_analysis": 3,
    "probes": 4, "storage": 4, "oversight": 4, "gradient": 4, "marks": 4, "forebears": 4,
    "tabulate": 5, "estimate": 5, "coalitions": 5, "state": 5, "structure": 5, "seasons": 5,
    "training": 6, "results": 6, "journal": 7, "run": 8, "__main__": 12,
    "figures": 8, "lineage": 7, "probing": 7, "coalition_analysis": 7, "theory": 9, "bench": 9, "interop": 10,
    "replay": 9, "report": 9, "sweep": 9, "live": 10, "deposit": 10,
    "experiments": 10, "testing": 11, "cli": 11, "reference": 8,
}
# of kernels/; `step` alone meets them all
GROUND = {"state", "constants", "blank", "random", "jit", "shared", "vectors", "plain", "lanes", "matrix",
          "rows", "vital", "width"}


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("evosim."):
            yield node.module.split(".")[1:]
        elif isinstance(node, ast.ImportFrom) and node.module == "evosim":
            yield from ([alias.name] for alias in node.names)


def _room(path):
    return path.relative_to(HOME).parts[0].removesuffix(".py")


def test_imports_go_down():
    wrong = []
    for path in HOME.rglob("*.py"):
        room = _room(path)
        if room == "__init__":
            continue
        for target in _imports(path):
            if target[0] != room and FLOORS[target[0]] >= FLOORS[room]:
                wrong.append(f"{path.relative_to(HOME)} imports {'.'.join(target)}")
    assert not wrong


def test_kernels_meet_in_step_only():
    wrong = []
    for path in (HOME / "kernels").glob("*.py"):
        if path.stem in ("step", "__init__"):
            continue
        wrong += [f"{path.name} imports {target[1]}" for target in _imports(path)
                  if target[0] == "kernels" and len(target) > 1 and target[1] not in GROUND]
    assert not wrong


def test_reference_is_for_tests():
    users = [path.name for path in HOME.rglob("*.py") if _room(path) != "reference"
             and any(target[0] == "reference" for target in _imports(path))]
    assert not users


def test_a_run_starts_without_what_it_may_never_need():
    never = {"scipy.stats", "scipy.special", "sklearn", "matplotlib", "networkx"}
    code = f"import evosim.run, sys; assert not {never} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_reading_results_loads_no_numba():
    code = "import evosim, sys; evosim.load_run; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
