"""The table of verdicts in README.md, from what lies beside this file; `--write` puts it there.

    evosim experiment page --out analysis/experiments && python analysis/experiments/table.py [--write]
"""

import argparse
import re
from pathlib import Path

HOME = Path(__file__).parent
PAGE = HOME.parents[1] / "README.md"
BLOCK = re.compile(r"(<!-- verdicts -->\n).*?(\n<!-- end of verdicts -->)", re.DOTALL)


def table() -> str:
    """Rows of `verdicts.md`, reported sizes before demonstrations, with paths as README.md needs them."""
    head, rule, *rows = (HOME / "verdicts.md").read_text().splitlines()
    rows.sort(key=lambda row: row.rstrip(" |").endswith("quick"))  # stable: by number within each
    return "\n".join([head, rule, *(row.replace("](", "](analysis/experiments/", 1) for row in rows)])


def placed(page: str) -> str:
    """The page with the table as it should be."""
    return BLOCK.sub(lambda found: found[1] + table() + found[2], page)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        PAGE.write_text(placed(PAGE.read_text()))
    else:
        print(table())
