"""Hand the package sources that a person set for pip on to uv, which does not read pip's files."""

import ast
import re
from collections.abc import Mapping

# pip lets the environment win over the [install] section and that over [global].
RANKS = {"global": 0, "install": 1, ":env:": 2}
LINE = re.compile(r"^(?P<section>\S+?)\.(?P<key>[\w-]+)=(?P<value>['\"].*['\"])$")
NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def read_pip_options(listing: str) -> dict[str, str]:
    """Return the options in force among the lines that `pip config list` printed."""
    found: dict[str, tuple[int, str]] = {}
    for line in listing.splitlines():
        match = LINE.match(line.strip())
        if match is None or match["section"] not in RANKS:
            continue
        rank = RANKS[match["section"]]
        if rank >= found.get(match["key"], (0, ""))[0]:
            found[match["key"]] = (rank, str(ast.literal_eval(match["value"])))
    return {key: value for key, (_, value) in found.items()}


def uv_environment(listing: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables to add for uv; what is already set in the environment is left alone."""
    wanted: dict[str, str] = {}
    for key, value in read_pip_options(listing).items():
        if key in NAMES and value.strip():
            separator = "," if key == "find-links" else " "
            wanted[NAMES[key]] = separator.join(value.split())
    if "UV_INDEX" in wanted:
        # pip takes a version from whichever index has it. That is safe here, and only here,
        # because every file of the lock is pinned by its hash.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in wanted.items() if name not in environ}
