"""The asset `knowledge_graph`: one for the whole bank, updated from what changed."""

import dagster as dg

from study_pipeline.defs.graph_retries import PERMANENT_TAG
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError


@dg.asset(
    deps=["embeddings"],
    group_name="graph",
    owners=["team:content"],
    kinds={"networkx", "parquet"},
    description=translate(
        "Materials, questions and concepts as nodes; contains, tests and similar as edges, each with its evidence."
    ),
)
def knowledge_graph(context: dg.AssetExecutionContext, services: StudyServices) -> dg.MaterializeResult[None]:
    """Take into the graph what changed in the bank."""
    with services.open() as opened:
        try:
            result = update_graph(opened)
        except PermanentError as error:  # asking again cannot help
            context.instance.add_run_tags(context.run_id, {PERMANENT_TAG: "true"})
            raise dg.Failure(str(error)) from error
    nodes = [node.kind for node in result.graph.nodes]
    edges = [edge.kind for edge in result.graph.edges]
    return dg.MaterializeResult(
        metadata={
            "version": result.graph.version,
            "materials added": len(result.changes.added),
            "materials changed": len(result.changes.changed),
            "materials removed": len(result.changes.removed),
            **{f"{kind} nodes": nodes.count(kind) for kind in ("material", "question", "concept")},
            **{f"{kind} edges": edges.count(kind) for kind in ("contains", "tests", "similar")},
        }
    )
