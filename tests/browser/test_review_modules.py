"""The review page's pure functions, run where they will run: in the browser."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from annotations.presenters import stretches_of
from annotations.services.answers import sentence_of
from tests.browser.review_room import begin, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALPHABET = "ab \n😀👩🏽‍🚀e\u0301\u05d0漢\ufeff𝒳"


@pytest.fixture
def run(ada, ben, desk):
    """Return a function that calls a function of a module with arguments."""
    page = opened(desk, ben, begin(ada, ben))

    def call(module: str, code: str, *arguments):
        script = (
            f"async (a) => {{ const m = await import('/static/js/{module}.js'); return {code}; }}"
        )
        return page.evaluate(script, list(arguments))

    return call


def test_offsets_agree_with_python_for_any_text(run):
    rng = random.Random(4)
    texts = ["", "A 😀 wept", *("".join(rng.choices(ALPHABET, k=60)) for _ in range(20))]
    code = """a[0].map((text) => {
        const { length, toUnits, toPoints } = m.offsetsOf(text);
        const points = Array.from({ length: length + 1 }, (_, n) => n);
        return [length, points.map(toUnits), points.map((n) => toPoints(toUnits(n))),
            Array.from({ length: text.length + 1 }, (_, n) => toPoints(n))];
    })"""
    for text, (length, units, back, points) in zip(texts, run("offsets", code, texts), strict=True):
        expected = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
        assert length == len(text)
        assert units == expected
        assert back == list(range(len(text) + 1))
        for unit, point in enumerate(points):
            # Within a pair: the character that the pair is.
            assert point == max(n for n, at in enumerate(expected) if at <= unit)


def test_words_are_whole_when_snapped(run):
    code = "a[1].map(([s, e]) => { const f = m.wordsOf(a[0], 'en').snapped(s, e); \
        return f && a[0].slice(f.start, f.end); })"
    text = "  She couldn't, nai\u0308vely, 👩🏽‍🚀 go.\n"
    spans = [[0, 1], [3, 4], [7, 9], [0, 8], [17, 19], [26, 28], [len(text), len(text)]]
    assert run("words", code, text, spans) == [
        None,
        "She",
        "couldn't",
        "She couldn't",
        "nai\u0308vely",
        "👩🏽‍🚀",
        None,
    ]


def test_spans_are_cut_where_they_overlap(run):
    spans = [{"id": "a", "start": 0, "end": 5}, {"id": "b", "start": 3, "end": 8}]
    code = "m.flattened(a[0], 10).map((p) => [p.start, p.end, p.spans.map((s) => s.id).join('')])"
    assert run("spans", code, spans) == [[0, 3, "a"], [3, 5, "ab"], [5, 8, "b"], [8, 10, ""]]


@pytest.mark.parametrize(
    ("wanted", "heights", "active", "tops"),
    [
        ([0, 100], [40, 40], 0, [0, 100]),
        ([0, 10, 20], [40, 40, 40], 0, [0, 50, 100]),
        ([100, 110, 120], [40, 40, 40], 2, [20, 70, 120]),
        ([0, 5, 6], [40, 40, 40], 2, [0, 50, 100]),
    ],
)
def test_notes_are_placed_around_the_active_one(run, wanted, heights, active, tops):
    code = "m.placed(a[0], a[1], { active: a[2] })"
    assert run("margin", code, wanted, heights, active) == tops


def test_active_note_gives_way_by_so_much_and_no_more(run):
    code = "m.placed(a[0], a[1], { active: 2, most: 20 })"
    assert run("margin", code, [0, 5, 6, 7], [40, 40, 40, 40]) == [-94, -44, 6, 56]
    assert run("margin", code, [0, 5, 90, 200], [40, 40, 40, 40]) == [0, 50, 100, 200]


def test_changes_merge_by_scale_and_replace_tags(run):
    earlier = {"ratings": {"c": {"value": 1}}, "tags": [1]}
    later = {"ratings": {"s": {"value": 2}}, "tags": []}
    assert run("draft", "m.merged(a[0], a[1])", earlier, later) == {
        "ratings": {"c": {"value": 1}, "s": {"value": 2}},
        "tags": [],
    }


def test_paragraphs_are_numbered_by_their_first_sentence(run):
    text = "One. Two.\n\n  Three? Four!\nFive."
    assert run("numbers", "m.paragraphsOf(a[0], 'en')", text) == [
        {"start": 0, "number": 1},
        {"start": 13, "number": 3},
        {"start": 26, "number": 5},
    ]


STEPS = """(() => {
    const draft = { ratings: {}, tags: [], comment: "", forecast: null, action: "",
        action_who: "", action_what: "", action_when: "" };
    const tag = { motif: "ack", start: 0, end: 3, note: "" };
    const changes = [{ comment: "a" }, { comment: "ab" }, { tags: [tag] },
        { ratings: { c: { value: 2, reason: "", rationale: "" } } },
        { tags: [{ ...tag, note: "n" }] }];
    const whats = ["comment", "comment", "tag", "ratings.c", "tag"];
    let [now, history] = [draft, m.NONE];
    changes.forEach((change, at) => {
        const step = m.stepOf(now, change, whats[at]);
        history = m.added(history, step, { typing: whats[at] === "comment" });
        now = { ...now, ...change, ratings: { ...now.ratings, ...change.ratings } };
    });
    return { draft, now, history };
})()"""


def test_steps_lead_back_to_where_they_began(run):
    code = f"""(() => {{
        let {{ now, history }} = {STEPS};
        const count = history.past.length;
        for (let found; (found = m.undone(history, now)); history = found.history) {{
            const ratings = {{ ...now.ratings, ...found.changes.ratings }};
            now = {{ ...now, ...found.changes, ratings }};
        }}
        return [count, now.comment, now.tags, now.ratings.c.clear, history.future.length];
    }})()"""
    assert run("history", code) == [4, "", [], True, 4]


def test_steps_before_one_that_no_longer_fits_are_dropped(run):
    code = f"""(() => {{
        const {{ now, history }} = {STEPS};
        const kept = (draft) => {{
            const {{ history: left, dropped }} = m.fitted(history, draft);
            return [left.past.length, dropped];
        }};
        return [kept(now), kept({{ ...now, comment: "x" }}), kept({{ ...now, tags: [] }}),
            kept({{ ...now, ratings: {{}} }})];
    }})()"""
    assert run("history", code) == [[4, 0], [3, 1], [0, 4], [1, 3]]


def test_step_that_is_typed_away_again_is_none(run):
    code = """(() => {
        const draft = { ratings: {}, tags: [], comment: "a" };
        const to = (comment, at) => m.stepOf({ ...draft, comment: at }, { comment }, "comment");
        const one = m.added(m.NONE, to("ab", "a"), { typing: true });
        return m.added(one, to("a", "ab"), { typing: true }).past.length;
    })()"""
    assert run("history", code) == 0


@pytest.mark.parametrize(
    ("pressed", "written"),
    [
        ({"key": "z", "ctrlKey": True}, "Ctrl+z"),
        ({"key": "Z", "ctrlKey": True, "shiftKey": True}, "Ctrl+Shift+z"),
        ({"key": "z", "metaKey": True}, "Ctrl+z"),
        ({"key": "?", "shiftKey": True}, "?"),
        ({"key": "N", "shiftKey": True}, "N"),
        ({"key": "ArrowLeft", "shiftKey": True}, "Shift+ArrowLeft"),
        ({"key": " "}, "Space"),
        ({"key": "Shift", "shiftKey": True}, ""),
        ({"key": "@", "ctrlKey": True, "altKey": True, "modifierAltGraph": True}, "@"),
        # On Cyrillic, Greek, Hebrew and Arabic keyboards, and on a German one.
        ({"key": "о", "code": "KeyJ"}, "j"),
        ({"key": "Ы", "code": "KeyS", "shiftKey": True}, "S"),
        ({"key": "ζ", "code": "KeyZ", "ctrlKey": True}, "Ctrl+z"),
        ({"key": "ח", "code": "KeyJ"}, "j"),
        ({"key": "\u0663", "code": "Digit3"}, "3"),
        ({"key": "х", "code": "BracketLeft"}, "["),
        ({"key": "Ъ", "code": "BracketRight", "shiftKey": True}, "}"),
        ({"key": "ö", "code": "Semicolon"}, "ö"),
        # Where letters are moved about, the letter counts and not its place.
        ({"key": "q", "code": "KeyA"}, "q"),
        ({"key": "Q", "code": "KeyQ", "modifierCapsLock": True}, "q"),
        ({"key": "q", "code": "KeyQ", "shiftKey": True, "modifierCapsLock": True}, "Q"),
    ],
)
def test_keys_are_written_as_they_are_pressed(run, pressed, written):
    assert run("commands", "m.keyOf(new KeyboardEvent('keydown', a[0]))", pressed) == written


@pytest.mark.parametrize(
    "parts",
    [
        ["the council", "re-tunes it", "by Friday"],
        ["", "wait!", " "],
        ["", "", ""],
        ["élan", "", ""],
    ],
)
def test_action_is_made_of_its_parts_as_the_server_makes_it(run, parts):
    assert run("said_words", "m.sentenceOf(...a[0])", parts) == sentence_of(*parts)


@pytest.mark.parametrize(
    ("percent", "probability"),
    [("", None), ("0", 0), ("100", 1), ("65", 0.65), ("7", 0.07), ("12.5", 0.125)],
)
def test_percent_is_a_probability_and_back(run, percent, probability):
    assert run("said_words", "m.probabilityOf(a[0])", percent) == probability
    assert run("said_words", "m.percentOf(a[0])", probability) == percent


def test_percent_beyond_its_range_is_no_probability(run):
    code = "a[0].map((one) => m.probabilityOf(one) === undefined)"
    assert run("said_words", code, ["101", "-1", "x", "0x1", "1e1", "."]) == [True] * 6


def test_id_is_a_uuid_where_the_browser_has_none(run):
    code = """(() => {
        const had = crypto.randomUUID;
        Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
        const made = [m.newId(), m.newId()];
        Object.defineProperty(crypto, "randomUUID", { value: had, configurable: true });
        return made;
    })()"""
    one, other = run("ids", code)
    assert UUID(one).version == 4
    assert one != other


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ["a", "b", "c", "d"]),
        ("sh", ["b", "a"]),
        ("ECLAT", ["d"]),
        ("x", ["a"]),
        ("zz", []),
    ],
)
def test_motifs_are_found_by_a_part_of_their_names(run, typed, keys):
    names = {"a": "Cold shoulder", "b": "Shame", "c": "Debt", "d": "Éclat"}
    sigla = {"a": "x", "b": "q", "c": "r", "d": "s"}
    motifs = [{"key": key, "name": name, "sigla": sigla[key]} for key, name in names.items()]
    code = "m.matching(a[0], a[1]).map(({ key }) => key)"
    assert run("motif_filter", code, motifs, typed) == keys


@pytest.mark.parametrize(
    ("span", "forward", "expected"),
    [
        ([1, 2], True, "One."),
        ([4, 5], True, "Two."),
        ([0, 4], True, "One. Two."),
        ([5, 9], False, "One. Two."),
        ([5, 9], True, "Two.\n\n Three!"),
        ([12, 18], True, None),
        ([0, 4], False, None),
        ([6, 14], True, "Two.\n\n Three!"),
    ],
)
def test_spans_grow_by_sentence(run, span, forward, expected):
    text = "One. Two.\n\n Three!\n"
    code = """(() => { const { sentence } = m.passagesOf(a[0], "en");
        const [start, end] = a[1];
        const f = m.grown({ start, end }, sentence, { forward: a[2] });
        return f && a[0].slice(f.start, f.end); })()"""
    assert run("passages", code, text, span, forward) == expected


def test_tags_say_which_others_hold_them(run):
    rows = [[None, None], [0, 20], [2, 8], [2, 5], [6, 10], [20, 22]]
    tags = [{"start": start, "end": end} for start, end in rows]
    code = "m.holdersOf(a[0]).map((found) => found.map(({ start, end }) => [start, end]))"
    assert run("notes", code, tags) == [[], [], [[0, 20]], [[0, 20], [2, 8]], [[0, 20]], []]


def test_tags_of_one_tone_have_another_line_where_they_overlap(run):
    rows = [["a", 1, 0, 9], ["b", 1, 2, 4], ["c", 2, 2, 4], ["d", 1, 9, 12]]
    spans = [dict(zip(("id", "tone", "start", "end"), row, strict=True)) for row in rows]
    code = "Object.fromEntries(m.levelsOf(a[0]))"
    assert run("painting", code, spans) == {"a": 0, "b": 1, "c": 0, "d": 0}


def test_places_and_offsets_agree_over_many_blocks(run):
    code = """(() => {
        const root = document.createElement("div");
        root.append(...a[0].map((words) => {
            const block = document.createElement("div");
            block.textContent = words;
            return block;
        }));
        document.body.append(root);
        const text = root.textContent;
        const wrong = [];
        for (let s = 0; s <= text.length; s += 1) {
            const { node, offset } = m.pointAt(root, s);
            if (m.unitOf(root, node, offset) !== s) wrong.push(s);
            for (let e = s; e <= text.length; e += 1) {
                if (m.rangeOf(root, s, e).toString() !== text.slice(s, e)) wrong.push([s, e]);
            }
        }
        const blocks = [...root.children].map((_, at) => m.unitOf(root, root, at));
        const last = m.unitOf(root, root, root.childNodes.length);
        return { wrong, blocks, last: last === text.length };
    })()"""
    blocks = ["\n\nOne 😀.\n\n", "Two.\n", "שלוש\n\n", "四。"]
    assert run("place", code, blocks) == {"wrong": [], "blocks": [0, 11, 16, 22], "last": True}


@pytest.mark.parametrize(
    "body", ["", "\n\n", "One.\n\nTwo.", "\n".join(f"{n} " * (n % 400) for n in range(300))]
)
def test_text_is_cut_by_the_page_as_by_the_server(run, body):
    code = """(() => {
        const root = document.createElement("div");
        m.fillWithBlocks(root, a[0]);
        return [...root.children].map((stretch) =>
            [...stretch.children].map((block) => block.textContent));
    })()"""
    cut = run("blocks", code, body)
    assert cut == stretches_of(body)
    assert "".join(words for stretch in cut for words in stretch) == body


def test_record_stays_as_small_as_two_drafts_however_long_nobody_answers(run):
    code = """(() => {
        const tags = Array.from({ length: 1000 }, (_, at) => ({
            motif: "skill", start: at * 9, end: at * 9 + 5, note: "Said of these words.",
        }));
        let record = m.begun(1);
        for (let turn = 0; turn < 300; turn += 1) {
            const said = { note: `Turn ${turn}` };
            const now = tags.map((tag, at) => (at === turn ? { ...tag, ...said } : tag));
            record = m.departed(m.changed(record, { tags: now }, `tag ${turn}`), `id-${turn}`);
        }
        return [JSON.stringify(record).length / JSON.stringify(tags).length, record.sent.id];
    })()"""
    size, sent = run("record", code)
    # What was sent first is still on its way, and the last state waits behind it.
    assert size < 2.2
    assert sent == "id-0"


def test_only_what_is_near_is_painted_and_what_stays_near_is_kept(run):
    blocks = ["One two.\n\n", "Three four.\n", "Five six."]
    code = """(() => {
        const root = document.createElement("div");
        b.fillWithBlocks(root, a[0]);
        const elements = [...root.querySelectorAll(".block")];
        const texts = elements.map((element) => element.textContent);
        const starts = texts.map((_, at) => texts.slice(0, at).join("").length);
        const length = texts.join("").length;
        const holding = (unit) => starts.findLastIndex((start) => start <= unit);
        const endOf = (number) => starts[number + 1] ?? length;
        const blocks = { elements, starts, near: new Set([0, 1]), holding, endOf };
        const made = new m.Highlights(blocks, ["k1"]);
        const words = () => [...CSS.highlights.get("k1")].map((range) =>
            range.startContainer.data.slice(range.startOffset, range.endOffset));
        made.fill([{ name: "k1", start: 4, end: 15 }, { name: "k1", start: 22, end: 26 }]);
        const first = [...CSS.highlights.get("k1")];
        const before = words();
        blocks.near = new Set([1, 2]);
        made.near();
        const stays = [...CSS.highlights.get("k1")].includes(first[1]);
        return [texts, before, words(), stays];
    })()"""
    code = f"await import('/static/js/blocks.js').then((b) => {code})"
    texts, before, after, stays = run("highlights", code, "".join(blocks))
    assert texts == blocks
    assert before == ["two.\n\n", "Three"]
    assert after == ["Three", "Five"]
    assert stays
