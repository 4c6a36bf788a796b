"""The reference is the code's: nothing that there is lacks, and nothing is written down twice."""

import pytest

from evosim.evolution.selection import SCHEMES
from evosim.experiments.page import ANSWERS
from evosim.experiments.registry import experiments
from evosim.faculties import ACTS, SENSES
from evosim.names import VERBS, Drive
from evosim.oversight.registry import OVERSEERS
from evosim.probes import PROBES
from evosim.schema import describe
from tests.docs.pages import DOCS, NAMES, ROOT, source

import generated  # isort: skip  (docs/_ext, whose path `pages` adds)
from generated import claims, commands, configuration, markdown, parts, tables  # isort: skip


def test_every_key_has_its_line():
    page = configuration.configuration()
    for name, section in configuration.sections().items():
        own = page.split(f"(config-{name})=")[1].split("\n(config-")[0]
        for key in configuration.keys(section):
            assert f"\n`{key}`\n: " in own, f"{name}.{key}"
    assert "`name`\n: " in page and "(config-phase)=" in page


def test_kinds_bounds_units_and_defaults_are_said():
    page = configuration.configuration().split("(config-oversight)=")[1]
    watched = next(line for at, line in enumerate(page.splitlines())
                   if page.splitlines()[at - 1] == "`watched`")
    assert "A number from 0 to 1." in watched and "By default `0.5`." in watched


def test_every_column_has_its_row():
    page = tables.tables()
    for one in describe():
        own = page.split(f"(table-{one['table']})=")[1].split("\n(table-")[0]
        assert f"| `{one['column']}` | {one['type']}" in own


def test_every_command_and_option_is_there():
    page = commands.commands()
    for words, command in commands.every():
        own = page.split(f"(command-{'-'.join(words)})=")[1].split("\n(command-")[0]
        for one in command.params:
            assert one.opts[-1] in own or (one.metavar or one.name).strip("[].").upper() in own.upper(), one
    assert all(f"| `{code}` |" in commands.exit_codes() for code in (0, 1, 2, 3, 130))


@pytest.mark.parametrize(("made", "names"), [
    (parts.verbs, [it.verb.name for it in VERBS]), (parts.drives, [it.name.lower() for it in Drive]),
    (parts.senses, [it.name for it in SENSES]), (parts.acts, [it.act.name.lower() for it in ACTS]),
    (parts.probes, PROBES), (parts.overseers, OVERSEERS), (parts.schemes, SCHEMES)])
def test_every_name_is_there(made, names):
    assert all(f"`{name}`" in made() for name in names)


def test_every_experiment_is_explained_and_no_text_is_of_another_verdict():
    pages = "".join(generated.filled(source(name)) for name in NAMES if "claims-" in name)
    for name, one in experiments().items():
        assert f"\n({name})=\n" in pages, f"{name}: is on no page docs/explanation/claims-*.md"
        own = pages.split(f"\n({name})=\n")[1].split("</details>")[0]
        assert markdown.plain(one.claim) in own and markdown.plain(one.opposite) in own
        assert all(ANSWERS[what] in own for what in one.confounds)
    found = claims.at_hand()
    assert set(found) <= set(experiments()) and len(found) > 20
    assert claims.verdicts().count("\n| [E") == len(experiments())


def test_a_text_of_another_verdict_is_refused():
    with pytest.raises(ValueError, match="read it again"):
        claims.experiment("scarce-judge", "no", "effect")


def test_what_is_asked_for_is_made():
    asked = [found for name in NAMES if name.startswith("docs/")
             for found in generated.BLOCK.findall(source(name))]
    assert {what for what, _ in asked} == set(generated.MADE)


def test_every_page_is_in_a_table_of_contents():
    for path in DOCS.rglob("*.md"):
        if "_build" in path.parts or path == DOCS / "index.md":
            continue
        here = path.relative_to(DOCS).with_suffix("")
        contents = [(other.parent / line).resolve() for other in (ROOT / name for name in NAMES)
                    for block in other.read_text().split("```{toctree}")[1:]
                    for line in block.split("```")[0].split()]
        assert (DOCS / here).resolve() in contents, here


def test_no_page_names_a_place_of_one_machine():
    for path in [*DOCS.rglob("*.md"), *DOCS.glob("*.py"), *DOCS.glob("_ext/*/*.py"), ROOT / "README.md"]:
        text = path.read_text(encoding="utf-8")
        assert "/home/" not in text and "/tmp/" not in text, path
