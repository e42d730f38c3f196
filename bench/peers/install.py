"""Install the peers, each in an environment of its own: python bench/peers/install.py FOLDER.

What cannot be installed on this Python is said and left out.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

# doccano asks for no upper bound of these three, and does not start with the newest.
PACKAGES = {
    "label-studio": ("label-studio==1.23.2",),
    "doccano": ("doccano==1.8.4", "marshmallow<4", "numpy<2", "setuptools<81"),
    "potato-annotation": ("potato-annotation==2.12.1",),
}


def install(folder: Path, name: str) -> bool:
    """Install one peer; say so and return False where it will not go."""
    home = folder / name
    venv.create(home, with_pip=True, clear=True)
    command = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name} cannot be installed on Python {sys.version.split()[0]}:")
        print(done.stderr.strip()[-500:])
        return False
    print(f"{name}: {', '.join(PACKAGES[name])}")
    return True


def main() -> None:
    """Install all of them, or the ones named."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or PACKAGES:
        install(folder, name)


if __name__ == "__main__":
    main()
