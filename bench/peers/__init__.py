"""The peers that ours is measured against: installed by who runs the bench, never by CI.

Each has a virtual environment of its own in one folder: `python bench/peers/install.py FOLDER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peers.doccano import Doccano
from peers.label_studio import LabelStudio
from peers.potato import Potato

PEERS: Sequence[Any] = (LabelStudio, Doccano, Potato)


def peers_installed(environments: Path, folder: Path, *, first_port: int) -> list[Any]:
    """Return the peers that are installed there, each with a folder and a port of its own."""
    found = []
    for number, peer in enumerate(PEERS):
        program = environments.resolve() / peer.package / "bin" / peer.program
        if program.exists():
            found.append(peer(program, folder / peer.package, first_port + number))
        else:
            print(f"{peer.name} is not installed in {environments}: left out.")
    return found
