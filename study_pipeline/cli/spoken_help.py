"""Verbs whose `--help` is in the language of the person who asks: their modules hold it in English."""

import copy
import gettext
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from study_pipeline.cli.examples import with_heading
from study_pipeline.cli.help_layout import HelpContext
from study_pipeline.language import CATALOGUES, DOMAIN, Language, translate

CommandT = TypeVar("CommandT", bound=click.Command)


def spoken(command: CommandT) -> CommandT:
    """A copy of a command, and of those below it, with its texts translated."""
    said = copy.copy(command)
    said.context_class = HelpContext
    said.help = translate(inspect.cleandoc(command.help or ""))
    said.short_help = translate(command.short_help or "") or None
    said.epilog = with_heading(command.epilog) if command.epilog else None
    said.params = [_spoken_parameter(parameter) for parameter in command.params]
    if isinstance(said, click.Group):
        said.commands = {name: spoken(below) for name, below in said.commands.items()}
    return said


@contextmanager
def click_speaks(language: Language) -> Iterator[None]:
    """Let click find its own sentences ("Usage:", "Error: …") in our catalogue; it asks gettext's default one."""
    domain, asked = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language  # what gettext looks at before the locale
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE")
        if asked is not None:
            os.environ["LANGUAGE"] = asked


def _spoken_parameter(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    said = copy.copy(parameter)
    said.help = translate(parameter.help)
    return said
