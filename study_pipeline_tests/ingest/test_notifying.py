"""Failures reach the people who must know, once each, by a real mail server and a real web hook."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update

from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.notifying import MAX_WAIT_SECONDS, tell, wait_after
from study_pipeline.ingest.services import Services
from study_pipeline.resources.catalog.failures import count_waiting, untold
from study_pipeline.resources.catalog.tables import outbox
from study_pipeline.resources.notifier import Notifier
from study_pipeline.resources.settings.values import Secret
from study_pipeline_tests.fakes_channels import Mailbox, Sink, http_sink, smtp_server
from study_pipeline_tests.ingest.flow import drop, named, run, take_and_run
from study_pipeline_tests.pdfs import BROKEN, stems_about, write_paper, write_picture_only


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    with smtp_server() as served:
        yield served


@pytest.fixture
def hook() -> Iterator[tuple[str, Sink]]:
    with http_sink() as served:
        yield served


def notifier(operators: Sequence[str] = (), **owners: str) -> Notifier:
    named_owners = {("*" if owner == "others" else owner): (Secret(url),) for owner, url in owners.items()}
    return Notifier(tuple(Secret(url) for url in operators), named_owners)


def picture(services: Services, name: str) -> Path:
    target = services.settings.uploads / name
    target.parent.mkdir(parents=True, exist_ok=True)
    write_picture_only(target)
    target.write_bytes(target.read_bytes() + f"\n% {name}\n".encode())  # the same bytes would be one material
    return target


def make_due(services: Services) -> None:
    """As if the waits of all messages were over."""
    with services.catalog.engine.begin() as connection:
        connection.execute(update(outbox).values(next_at=0.0))


def test_a_bulk_upload_is_one_mail_to_its_owner_with_the_sentence_of_each_failure(
    services: Services, mail: tuple[str, Mailbox]
) -> None:
    url, mailbox = mail
    (services.settings.uploads / "kim").mkdir(parents=True)
    for number in range(4):
        write_paper(services.settings.uploads / "kim" / f"{number}.pdf", stems_about(f"topic {number}"))
    picture(services, "kim/그림.pdf")
    drop(services, BROKEN, "kim/broken.pdf")
    services.intake.take_news()
    assert tell(services, notifier(kim=url)) == 0  # the others still wait
    take_and_run(services)
    assert tell(services, notifier(kim=url)) == 1
    assert tell(services, notifier(kim=url)) == 0
    (mail_,) = mailbox.mails
    assert mail_["subject"] == "6 files: 4 ok, 2 failed"
    body = mail_.get_body(("plain",))
    assert body is not None
    assert "그림 has no text to read" in body.get_content()
    assert "broken.pdf is damaged" in body.get_content()


def test_owners_are_told_of_their_own_and_everybody_else_where_the_setting_says(
    services: Services, mail: tuple[str, Mailbox], hook: tuple[str, Sink]
) -> None:
    picture(services, "kim/a.pdf")
    picture(services, "lee/b.pdf")
    drop(services, BROKEN, "c.pdf")
    take_and_run(services)
    assert tell(services, notifier(kim=mail[0], others=hook[0])) == 3
    assert len(mail[1].mails) == 1
    assert sorted(one["message"].split()[1] for one in hook[1].messages) == ["b", "c.pdf"]


def test_operators_hear_from_the_third_attempt_on_and_a_success_counts_anew(
    services: Services, mail: tuple[str, Mailbox], hook: tuple[str, Sink]
) -> None:
    told = notifier(operators=[hook[0]], others=mail[0])
    target = picture(services, "a.pdf")
    take_and_run(services)
    tell(services, told)
    for attempt in (2, 3, 4):
        run(services, [named(services, "a.pdf")])
        tell(services, told)
        assert len(hook[1].messages) == max(0, attempt - 2)
        assert len(mail[1].mails) == attempt
    assert "(attempt 4, the last)" in hook[1].messages[-1]["message"]
    write_paper(target, stems_about("tides"))
    take_and_run(services)
    services.catalog.fail(named(services, "a.pdf").id, stage="questions", sentence="a broke.")
    tell(services, told)
    assert len(hook[1].messages) == 2


def test_a_channel_that_is_down_delays_its_own_messages_only_and_each_goes_out_once(
    services: Services, mail: tuple[str, Mailbox], hook: tuple[str, Sink], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = notifier(kim=hook[0], lee=mail[0])
    picture(services, "kim/a.pdf")
    picture(services, "lee/b.pdf")
    take_and_run(services)
    hook[1].status = 503
    assert tell(services, told) == 1
    assert len(mail[1].mails) == 1
    assert named(services, "a.pdf").status == "failed"
    assert tell(services, told) == 0  # not before its time
    make_due(services)
    assert tell(services, told) == 0
    assert count_waiting(services.catalog.engine) == 1
    hook[1].status = 200
    make_due(services)
    assert (tell(services, told), tell(services, told)) == (1, 0)
    assert len(hook[1].messages) == 1
    assert count_waiting(services.catalog.engine) == 0
    assert "json://***" in caplog.text
    assert "secret-token" not in caplog.text


def test_the_waits_of_a_message_grow_up_to_an_hour() -> None:
    assert [wait_after(tries) for tries in (1, 2, 3)] == [3, 18, 83]
    assert wait_after(100) == MAX_WAIT_SECONDS


def test_a_message_whose_address_was_taken_out_of_the_settings_is_dropped(
    services: Services, hook: tuple[str, Sink]
) -> None:
    picture(services, "a.pdf")
    take_and_run(services)
    hook[1].status = 503
    tell(services, notifier(others=hook[0]))
    make_due(services)
    tell(services, notifier())
    assert count_waiting(services.catalog.engine) == 0


def test_without_an_address_nothing_is_kept_to_be_told_later(services: Services) -> None:
    picture(services, "a.pdf")
    take_and_run(services)
    assert tell(services, notifier()) == 0
    assert untold(services.catalog.engine) == []
    assert count_waiting(services.catalog.engine) == 0


def test_no_url_is_in_the_catalog_while_a_message_waits(services: Services, hook: tuple[str, Sink]) -> None:
    picture(services, "a.pdf")
    take_and_run(services)
    hook[1].status = 503
    tell(services, notifier(others=hook[0]))
    services.catalog.close()
    kept = b"".join(path.read_bytes() for path in services.settings.data.glob("catalog.db*"))
    assert b"secret-token" not in kept


def test_a_material_that_is_deleted_before_anybody_was_told_is_no_news(
    services: Services, hook: tuple[str, Sink]
) -> None:
    picture(services, "a.pdf")
    take_and_run(services)
    delete_material(services, named(services, "a.pdf"))
    assert tell(services, notifier(others=hook[0])) == 0


def test_a_wrong_address_is_said_without_showing_it(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    picture(services, "a.pdf")
    take_and_run(services)
    assert tell(services, notifier(others="nosuch://token-of-ours@host")) == 0
    assert "nosuch://*** is no address that can be notified" in caplog.text
    assert "token-of-ours" not in caplog.text
