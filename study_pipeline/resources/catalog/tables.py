"""The catalog's tables. Times are UTC ISO 8601 text, so that SQLite and PostgreSQL compare them alike."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    false,
)

from study_pipeline.resources.catalog.types import String, Text

metadata = MetaData()

materials = Table(
    "materials",
    metadata,
    # id: the partition key; sha256: of the bytes, null only for a file that could not be read
    Column("id", String(80), primary_key=True),
    Column("sha256", String(64), unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("owner", Text),
    Column("lane", String(16), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("pages", Integer),
    Column("kind", String(16)),
    Column("questions", Integer),
    Column("answers", Integer),
    Column("flags", Text, nullable=False, server_default="[]"),
    Column("seconds", Float),
    # running_in: the Dagster run that handles it now; batch_id: the batch that last asked for it
    Column("running_in", String(64)),
    Column("batch_id", String(64), ForeignKey("batches.id")),
    Column("finished_stage", String(16)),
    Column("error_message", Text),
    Column("failed_stage", String(16)),
    Column("discarded", Boolean, nullable=False, server_default=false()),
    Column("replaces", String(80)),
    Column("superseded_by", String(80)),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Index("materials_batch", "batch_id"),
    Index("materials_running", "running_in"),
)

uploads = Table(
    "uploads",
    metadata,
    # path: below the upload folder, NFC; compare_path: as key and paper names are compared
    Column("path", Text, primary_key=True),
    Column("compare_path", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("material_id", String(80), ForeignKey("materials.id", ondelete="CASCADE"), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Index("uploads_material", "material_id"),
    Index("uploads_compare", "compare_path"),
)

earlier_holders = Table(
    "earlier_holders",
    metadata,
    # which materials had a path before the one that has it now: versions, until a newer one is done
    Column("path", Text, primary_key=True),
    Column("material_id", String(80), primary_key=True),
    Column("lost_at", String(32), nullable=False),
)

retired_ids = Table(
    "retired_ids",
    metadata,
    # ids of deleted materials: Dagster keeps what happened under a partition key, so no other may get one
    Column("id", String(80), primary_key=True),
    Column("retired_at", String(32), nullable=False),
)

left_uploads = Table(
    "left_uploads",
    metadata,
    # uploads of deleted materials that stay where they are and are not taken again until they change
    Column("path", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
)

sidecars = Table(
    "sidecars",
    metadata,
    # stem: its path without the suffix, as its PDF's; said: JSON of the last one that could be read; error: why
    # the one of now cannot
    Column("path", Text, primary_key=True),
    Column("stem", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("said", Text, nullable=False),
    Column("error", Text),
    Index("sidecars_stem", "stem"),
)

sidecar_keys = Table(
    "sidecar_keys",
    metadata,
    # the answer key that a sidecar names: path and stem as in sidecars; compare_path: the key's, as names are compared
    Column("path", Text, primary_key=True),
    Column("stem", Text, nullable=False),
    Column("compare_path", Text, nullable=False),
    Index("sidecar_keys_stem", "stem"),
    Index("sidecar_keys_compare", "compare_path"),
)

unused_answers = Table(
    "unused_answers",
    metadata,
    # numbers: JSON list of the questions that a paper's sidecars answer and the paper does not have
    Column("material_id", String(80), ForeignKey("materials.id", ondelete="CASCADE"), primary_key=True),
    Column("numbers", Text, nullable=False),
)

waiting_files = Table(
    "waiting_files",
    metadata,
    # reason: what the folder shows and the pipeline cannot take yet; told: whether a log has said so
    Column("path", Text, primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("since", String(32), nullable=False),
    Column("told", Boolean, nullable=False, server_default=false()),
)

settling_files = Table(
    "settling_files",
    metadata,
    # seen_at: seconds of the monotonic clock; age_seconds: how old it was then, by the clock on the wall
    Column("path", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("changed_at", Float(53), nullable=False),
    Column("age_seconds", Float(53), nullable=False),
    Column("seen_at", Float(53), nullable=False),
)

failures = Table(
    "failures",
    metadata,
    # attempt: since the material was last complete; over: it was complete since; told: whoever is to know, knows
    Column("id", Integer, primary_key=True),
    Column("material_id", String(80), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("failed_at", Float, nullable=False),
    Column("over", Boolean, nullable=False, server_default=false()),
    Column("told", Boolean, nullable=False, server_default=false()),
    Index("failures_material", "material_id"),
    Index("failures_told", "told"),
)

completions = Table(
    "completions",
    metadata,
    # each time that a run completed a material: since when that was waited for; material_id null: it was deleted
    Column("id", Integer, primary_key=True),
    Column("material_id", String(80)),
    Column("asked_at", String(32), nullable=False),
    Column("completed_at", String(32), nullable=False),
    Index("completions_material", "material_id"),
    Index("completions_completed", "completed_at"),
)

run_progress = Table(
    "run_progress",
    metadata,
    # how far a run is; units: pages where PDFs are read, texts where they are embedded; pages_read: JSON
    Column("run_id", String(64), primary_key=True),
    Column("stage", String(16), nullable=False),
    Column("materials", Integer, nullable=False),
    Column("materials_total", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("units_total", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("pages_read", Text, nullable=False),
    Column("began_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    # messages that are still to go out; address_id stands for a URL of the settings, which is a secret
    Column("id", Integer, primary_key=True),
    Column("address_id", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("next_at", Float, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
)

due_rewrites = Table(
    "due_rewrites",
    metadata,
    # materials in the bank whose answers or versions changed without a run; asked: another each time
    Column("material_id", String(80), primary_key=True),
    Column("asked", String(32), nullable=False),
)

bank_rules = Table(
    "bank_rules",
    metadata,
    # version: of the rules that read what the bank has of a material, or found that it has nothing
    Column("material_id", String(80), ForeignKey("materials.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    # requested_at: when Dagster was last asked for a run of it; requests: how often
    Column("id", String(64), primary_key=True),
    Column("lane", String(16), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("requested_at", String(32)),
    Column("requests", Integer, nullable=False, server_default="0"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("expires_at", Float, nullable=False),
)

told_weeks = Table(
    "told_weeks",
    metadata,
    # start: when the week began, UTC
    Column("start", String(32), primary_key=True),
    Column("told_at", String(32), nullable=False),
)
