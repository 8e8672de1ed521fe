"""`study-pipeline`: the table of its verbs. A verb's module is imported only when it is called.

`extract` must start fast: it never pays for Dagster, LanceDB or the catalog.
"""

from importlib import import_module
from typing import Any

import click

from study_pipeline.cli.safe_text import printable
from study_pipeline.cli.spoken_help import click_speaks, spoken
from study_pipeline.language import language
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources.errors import PermanentError, TransientError

VERBS = {
    "run": "study_pipeline.cli.verbs.run",
    "add": "study_pipeline.cli.verbs.add",
    "process": "study_pipeline.cli.verbs.process",
    "reprocess": "study_pipeline.cli.verbs.reprocess",
    "retry": "study_pipeline.cli.verbs.retry",
    "discard": "study_pipeline.cli.verbs.discard",
    "scheduled": "study_pipeline.cli.verbs.scheduled",
    "pause": "study_pipeline.cli.verbs.pause",
    "resume": "study_pipeline.cli.verbs.resume",
    "status": "study_pipeline.cli.verbs.status",
    "stats": "study_pipeline.cli.verbs.stats",
    "waiting": "study_pipeline.cli.verbs.waiting",
    "running": "study_pipeline.cli.verbs.running",
    "failed": "study_pipeline.cli.verbs.failed",
    "attempts": "study_pipeline.cli.verbs.attempts",
    "questions": "study_pipeline.cli.verbs.questions",
    "review": "study_pipeline.cli.verbs.review",
    "search": "study_pipeline.cli.verbs.search",
    "similar": "study_pipeline.cli.verbs.similar",
    "embed": "study_pipeline.cli.verbs.embed",
    "graph": "study_pipeline.cli.verbs.graph",
    "edit": "study_pipeline.cli.verbs.edit",
    "delete": "study_pipeline.cli.verbs.delete",
    "export": "study_pipeline.cli.verbs.export",
    "backup": "study_pipeline.cli.verbs.backup",
    "restore": "study_pipeline.cli.verbs.restore",
    "prune": "study_pipeline.cli.verbs.prune",
    "extract": "study_pipeline.cli.verbs.extract",
    "doctor": "study_pipeline.cli.verbs.doctor",
    "env": "study_pipeline.cli.verbs.env",
}
"""Each verb's module holds a click command named ``command``."""


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name]).command
        return spoken(command)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Do what the arguments ask for, in the language of who asks."""
        with click_speaks(language()):
            return super(_Verbs, spoken(self)).main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb. A failure is one sentence on standard error, and exit code 1."""
        try:
            result: object = super().invoke(ctx)
            return result
        except (UnreadableMaterial, TransientError, PermanentError) as error:
            raise click.ClickException(printable(str(error))) from error
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:  # may quote the name of a file
            raise click.UsageError(printable(error.format_message()), error.ctx) from error
        except click.ClickException as error:
            raise click.ClickException(printable(error.format_message())) from error
        except BrokenPipeError:  # `study-pipeline status | head`: click ends quietly
            raise
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(printable(f"{place}{error.strerror or error}.")) from error


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="study-pipeline", help="Show the version and exit.")
def main() -> None:
    """A folder of exam and study PDFs as a searchable question bank with its knowledge graph.

    Drop PDFs into data/uploads/ while `study-pipeline run` is going, then ask `status` and `search`.
    Exit codes: 0 it worked, 1 the thing failed, 2 wrong usage.
    """


if __name__ == "__main__":
    main()
