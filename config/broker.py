"""The embedded broker: kombu's folder of files, with each message put there whole.

kombu gives a message its final name before it has written it, so that a quick reader finds an
empty file, loses the message and stops. Here it is written under another name and renamed.
"""

from __future__ import annotations

import os
import uuid
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages appear in the folder complete or not at all."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{monotonic() * 1000:.0f}_{uuid.uuid4()}.{queue}.msg"
        final = os.path.join(self.data_folder_out, name)
        # The reader takes names that end in its queue's, which this one does not.
        unfinished = f"{final}.part"
        try:
            with open(unfinished, "wb") as file:
                file.write(str_to_bytes(dumps(payload)))
            os.replace(unfinished, final)
        except OSError as error:
            raise ChannelError(f"Cannot add {final} to the broker's folder") from error


class Transport(filesystem.Transport):
    """The folder as a transport of kombu's."""

    Channel = Channel


def register() -> None:
    """Let a broker's address begin with `folder://`."""
    TRANSPORT_ALIASES["folder"] = "config.broker:Transport"
