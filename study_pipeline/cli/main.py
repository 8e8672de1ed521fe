"""`study-pipeline`: the table of its verbs. A verb's module is imported only when it is called.

`extract` must start fast: it never pays for Dagster, LanceDB or the catalog.
"""

import sys
from importlib import import_module

import click

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources.errors import PermanentError, TransientError

VERBS = {
    "add": "study_pipeline.cli.add",
    "process": "study_pipeline.cli.process",
    "embed": "study_pipeline.cli.embed",
    "graph": "study_pipeline.cli.graph",
    "status": "study_pipeline.cli.status",
    "questions": "study_pipeline.cli.questions",
    "search": "study_pipeline.cli.search",
    "similar": "study_pipeline.cli.similar",
    "delete": "study_pipeline.cli.delete",
    "export": "study_pipeline.cli.export",
    "extract": "study_pipeline.cli.extract",
    "doctor": "study_pipeline.cli.doctor",
    "run": "study_pipeline.cli.run",
    "env": "study_pipeline.cli.env",
}
"""Each verb's module holds a click command named ``command``."""


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name]).command
        return command


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="study-pipeline")
def study_pipeline() -> None:
    """A folder of exam and study PDFs as a searchable question bank with its knowledge graph.

    Drop PDFs into data/uploads/ while `study-pipeline run` is going, then ask `status` and `search`.
    Exit codes: 0 it worked, 1 the thing failed, 2 wrong usage.
    """


def main() -> None:
    """Run the command line. A failure is one sentence on standard error."""
    try:
        study_pipeline()
    except (UnreadableMaterial, TransientError, PermanentError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # `study-pipeline status | head`
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
