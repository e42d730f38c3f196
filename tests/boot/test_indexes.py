"""What a person set for pip holds for uv too."""

import pytest

from variorum_boot.indexes import read_pip_options, uv_environment

pytestmark = pytest.mark.pure


def test_options_prefer_environment_over_section_over_global() -> None:
    listing = (
        ":env:.index-url='https://a.example/simple'\n"
        "global.index-url='https://c.example/simple'\n"
        "install.index-url='https://b.example/simple'\n"
        "global.cert='/c.pem'\n"
        "install.cert='/b.pem'\n"
        "download.cert='/never.pem'\n"
    )
    assert read_pip_options(listing) == {"index-url": "https://a.example/simple", "cert": "/b.pem"}


def test_variables_carry_every_source_when_pip_names_several() -> None:
    listing = (
        "global.index-url='https://a.example/simple'\n"
        "global.extra-index-url='\\nhttps://b.example/simple\\nhttps://c.example/simple'\n"
        "global.find-links='/one /two'\n"
        'global.trusted-host="b.example"\n'
        "global.proxy='http://proxy.example:3128'\n"
    )
    assert uv_environment(listing, {}) == {
        "UV_DEFAULT_INDEX": "https://a.example/simple",
        "UV_INDEX": "https://b.example/simple https://c.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/one,/two",
        "UV_INSECURE_HOST": "b.example",
        "ALL_PROXY": "http://proxy.example:3128",
    }


def test_variables_leave_alone_what_was_set_for_uv() -> None:
    listing = "global.index-url='https://a.example/simple'\n"
    assert uv_environment(listing, {"UV_DEFAULT_INDEX": "https://mine.example/simple"}) == {}


def test_variables_are_none_when_pip_has_no_settings() -> None:
    assert uv_environment("", {}) == {}
    assert uv_environment("a line that is no setting\nglobal.quiet='1'\n", {}) == {}
