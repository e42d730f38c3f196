"""Joined modules, run by a browser."""

import pytest

from corpus.http.joined import joined

pytestmark = pytest.mark.browser


def test_joined_modules_do_what_they_do_alone_when_a_browser_runs_them(modules, browser):
    modules(
        first='export const name = "first";\nexport function add(a, b) {\n  return a + b;\n}\n',
        second='import { add as sum, name } from "./first.js";\n'
        'import * as all from "./first.js";\n'
        "const said = (a) => `${name} ${sum(a, 1)} ${all.add(a, 2)}`;\n"
        "export class Sum {\n  of(a) {\n    return said(a);\n  }\n}\n",
        third='import { Sum } from "./second.js";\nconst name = "third";\n'
        "globalThis.found = `${name} ${new Sum().of(4)}`;\n",
    )
    with browser.new_page() as page:
        page.add_script_tag(content=joined("js", ("third",)).body.decode(), type="module")
        page.wait_for_function("() => globalThis.found")
        assert page.evaluate("() => globalThis.found") == "third first 5 6"
