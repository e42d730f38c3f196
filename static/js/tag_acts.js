// What is done with the tag that is active: resizing it, giving it another motif, deleting it.

import { _, filled } from "./i18n.js";
import { nudged } from "./resizing.js";
import { withAltered } from "./tag_lists.js";
import { startTagWalk } from "./tag_walk.js";

const SAYS = {
  taken: _("That tag is there already."),
  resized: _("%1: %2"),
  deleted: _("Deleted: %1, %2"),
  retagged: _("Now %1: %2"),
  further: _("No further."),
};

/** Wire the bar and the handles of the active tag to the page. */
export function startTagActs(page, { words, bar: element, tagging, onLeave }) {
  const { root, text, offsets } = page;
  const say = (said) => page.say(said);
  const walk = startTagWalk(page, { bar: element, say, onAct: (act) => acts[act](), onLeave });
  const { bar } = walk;
  const tell = (saying, tag, quote) => {
    const { name } = page.motifs.get(tag.motif);
    say(filled(saying, name, quote));
  };

  function alter(fields) {
    const altered = withAltered(page.draft.tags, page.active, fields);
    if (!altered) return say(SAYS.taken);
    const what = `tag ${page.active}`;
    page.setActive(altered.id);
    page.change({ tags: altered.tags }, what);
    return altered.id;
  }

  function resize(span) {
    const [start, end] = [span.start, span.end].map(offsets.toPoints);
    if (alter({ start, end, quote: text.slice(span.start, span.end) }) !== page.active) return;
    walk.stayIn(span);
    tell(SAYS.resized, span, walk.quoted(span));
  }

  function nudge(edge, { forward }) {
    const span = walk.span();
    if (!span) return;
    const next = nudged(span, edge, { forward, step: words.word });
    if (next === span) say(SAYS.further);
    else resize(next);
  }

  const acts = {
    go: walk.go,
    goInner: walk.goInner,
    at: walk.at,
    nudge,
    focus: () => bar.isOpen() && bar.focus(),
    hide: bar.hide,
    isOpen: bar.isOpen,
    isAt: walk.isAt,
    retag() {
      const tag = page.activeTag();
      if (!tag) return;
      bar.hide();
      tagging.pickTag({ id: page.active, quote: page.quoteOf(tag), rects: walk.rects() });
      page.reading.focusToolbar();
    },
    /** Give the tag another motif, from the toolbar. */
    use(id, motif) {
      page.activate(id);
      if (!alter({ motif })) return;
      const tag = page.activeTag();
      tell(SAYS.retagged, tag, page.quoteOf(tag));
    },
    delete() {
      const tag = page.activeTag();
      if (!tag) return;
      const quote = page.quoteOf(tag);
      bar.hide();
      page.remove(page.active, { stay: true });
      root.focus({ preventScroll: true });
      tell(SAYS.deleted, tag, quote);
    },
    "start-left": () => nudge("start", { forward: false }),
    "start-right": () => nudge("start", { forward: true }),
    "end-right": () => nudge("end", { forward: true }),
    "end-left": () => nudge("end", { forward: false }),
  };
  page.placing.onResize = resize;
  return acts;
}
