"""The command line: each command lives in the module of its subject and is imported only when called."""

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from inspector.i18n import gettext as _

COMMANDS = {
    "check": "authoring",
    "test": "authoring",
    "schema": "authoring",
    "score": "numbers",
    "rank": "numbers",
    "serve": "serving",
    "load": "serving",
    "demo": "serving",
    "upgrade": "serving",
    "rescore": "serving",
    "letters": "papers",
    "wording": "wordings",
    "draw": "sampling",
    "export": "exporting",
    "case": "case_files",
    "measures": "measures",
}


@contextmanager
def kept() -> Iterator[None]:
    """What is made inside stays to the end: to search it for garbage, now or later, took a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class LazyGroup(click.Group):
    """Finds a command by its module's name, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f"inspector.cli.{COMMANDS[cmd_name]}"
        if module not in sys.modules:
            with kept():
                importlib.import_module(module)
        command: click.Command = getattr(sys.modules[module], cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in SUMMARIES.items()])


SUMMARIES = {
    "check": "Read checklist folders and list every problem with file and line.",
    "test": "Run the worked cases of checklist folders.",
    "schema": "Print the JSON Schema of a kind of checklist file, for editors.",
    "score": "Score the units of a data file, without a database.",
    "rank": "Rank the districts of a data file, without a database.",
    "serve": "Start the product and print its address.",
    "load": "Bring units, facts, accounts and answers of a data file into the database.",
    "demo": "Fill the database with invented demo data.",
    "upgrade": "Bring the database to this version.",
    "rescore": "Drop and rebuild all stored results.",
    "letters": "Official letters as Word files.",
    "wording": "The wording of papers as Word files, and back.",
    "draw": "Draw a sample by a published seed, or replay a draw and compare.",
    "export": "Write one table of a round as a workbook or CSV.",
    "case": "Take inspections along as one file for a laptop without signal, and merge it back.",
    "measures": "The ladders of measures: check them.",
}


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="inspector", prog_name="inspector")
def main() -> None:
    """Inspector: supervision and inspection from the plan to the letter."""
