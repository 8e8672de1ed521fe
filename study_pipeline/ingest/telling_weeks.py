"""A week's report into the outbox, once for each week."""

from sqlalchemy import Engine

from study_pipeline.operations.week import Week, week_body, week_title
from study_pipeline.resources.catalog.weeks import put_once
from study_pipeline.resources.notifier import Notifier


def tell_week(engine: Engine, notifier: Notifier, week: Week) -> int:
    """Let the operators be told of a week, unless they were before; count the messages. The outbox sends them."""
    title, body = week_title(week), week_body(week)
    messages = [(address.id, title, body) for address in notifier.of_operators()]
    return len(messages) if messages and put_once(engine, week.start, messages) else 0
