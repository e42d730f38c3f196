#!/usr/bin/env python3
"""Start, test and manage Variorum; any Python must be able to read this file, to be told apart."""

import os
import sys

OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        needed, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        sys.exit(
            "Variorum needs Python " + needed + " or newer and this is Python " + found + ": "
            "install a newer one and start it by name, for example python3.11 manage.py up."
        )
    if os.name == "nt":
        sys.exit("Variorum runs on Linux and macOS: on Windows, use it inside WSL.")
    from variorum_boot.entry import main as run

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
