"""The way out for messages: e-mail, Slack, webhooks and what else apprise knows, by URL. A URL is a secret."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.settings.settings import Settings
from study_pipeline.resources.settings.values import Secret

EVERYBODY_ELSE = "*"  # in the setting: owners that have no address of their own, and uploads without an owner
ID_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes. ``id`` stands for it in the catalog; ``shown`` is what people may see of it."""

    id: str
    shown: str
    url: Secret


@dataclass(frozen=True, slots=True)
class Notifier:
    """The addresses of an installation, and the sending to one of them."""

    operators: tuple[Secret, ...]
    owners: Mapping[str, tuple[Secret, ...]]

    @classmethod
    def from_settings(cls, settings: Settings) -> "Notifier":
        """Tell whom the settings name."""
        return cls(settings.notify_operators, settings.notify_owners)

    def of_operators(self) -> list[Address]:
        """Where the operators are told."""
        return _addresses(self.operators)

    def of_owner(self, owner: str | None) -> list[Address]:
        """Where an owner is told; one without an address of their own is among everybody else."""
        if owner is not None and owner in self.owners:
            return _addresses(self.owners[owner])
        return _addresses(self.owners.get(EVERYBODY_ELSE, ()))

    def find(self, address_id: str) -> Address | None:
        """The address of this id, where it is still one."""
        known = [self.operators, *self.owners.values()]
        return next((one for urls in known for one in _addresses(urls) if one.id == address_id), None)

    def send(self, address: Address, *, title: str, body: str) -> None:
        """Send a message.

        Raises:
            TransientError: It did not go out; the channel may be down.
            PermanentError: The address is none.
        """
        import apprise  # most processes never send

        for name in ("apprise", "urllib3"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # their lines may show the token in a URL
        sender = apprise.Apprise(asset=apprise.AppriseAsset(app_id="study-pipeline", async_mode=False))
        if not sender.add(address.url.reveal() or ""):
            raise PermanentError(
                translate("{address} is no address that can be notified: correct the setting.").format(
                    address=address.shown
                )
            )
        if not sender.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
            raise TransientError(
                translate("The message to {address} did not go out; it is tried again.").format(
                    address=address.shown
                )
            )


def _addresses(urls: Sequence[Secret]) -> list[Address]:
    return [_address(url) for url in urls]


def _address(url: Secret) -> Address:
    text = url.reveal() or ""
    scheme, separator, _ = text.partition("://")
    shown = f"{scheme}://***" if separator and scheme.isascii() and scheme.isalnum() else "***"
    return Address(hashlib.sha256(text.encode()).hexdigest()[:ID_CHARACTERS], shown, url)
