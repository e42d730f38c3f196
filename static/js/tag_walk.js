// Going from tag to tag, and among those at one place, which the bar lists.

import { keepInView } from "./caret.js";
import { tagId } from "./draft.js";
import { _, filled } from "./i18n.js";
import { shortened } from "./notes.js";
import { rangeOf } from "./place.js";
import { spansAt } from "./spans.js";
import { startTagBar } from "./tag_bar.js";
import { neighbourOf } from "./tag_lists.js";

const SAYS = { tag: _("%1, %2"), further: _("No further.") };

/** Wire the bar of the active tag; `onAct(act)` is told what is to be done with it. */
export function startTagWalk(page, { bar: element, say, onAct, onLeave }) {
  const { root, text, offsets } = page;
  // The tags at the place that was pointed at stay listed while one after another is chosen.
  let place = null;
  const bar = startTagBar(element, { onChoose: (id) => choose(id, place), onAct, onLeave });

  const span = () => page.spans().find(({ id }) => id === page.active);
  const quoted = ({ start, end }) => shortened(text.slice(start, end));
  const nameOf = ({ motif }) => page.motifs.get(motif).name;
  const rectsAt = (unit) => [...rangeOf(root, unit, unit + 1).getClientRects()];
  const tell = (tag, words) => say(filled(SAYS.tag, nameOf(tag), words));

  function showBar() {
    const here = spansAt(page.spans(), place);
    const active = span();
    if (!active || !here.includes(active)) return bar.hide();
    const rects = rectsAt(place);
    const named = here.map((one) => ({ ...one, name: nameOf(one), quote: quoted(one) }));
    return bar.show(named, active.id, rects.length ? rects : rectsAt(active.start));
  }

  function choose(id, unit) {
    place = unit;
    page.activate(id);
    showBar();
    const active = span();
    if (!active) return;
    // On a telephone the bar comes up over what was tapped.
    keepInView(root, unit + 1);
    tell(active, quoted(active));
  }

  function go({ forward }) {
    const tag = neighbourOf(page.draft.tags, page.active, { forward });
    if (!tag) return say(SAYS.further);
    if (tag.start === null) {
      bar.hide();
      page.activate(tagId(tag));
      return tell(tag, page.quoteOf(tag));
    }
    const unit = offsets.toUnits(tag.start);
    keepInView(root, unit + 1);
    return choose(tagId(tag), unit);
  }

  return {
    bar,
    span,
    go,
    quoted,
    rects: () => (span() ? rectsAt(span().start) : []),
    /** Say whether the bar is open for a tag that covers the place. */
    isAt: (unit) => bar.isOpen() && spansAt(page.spans(), unit).includes(span()),
    at: (unit) => choose(spansAt(page.spans(), unit)[0]?.id ?? null, unit),
    goInner() {
      const from = span();
      if (!from) return go({ forward: true });
      const unit = place ?? from.start;
      const here = spansAt(page.spans(), unit);
      return choose(here[(here.indexOf(from) + 1) % here.length].id, unit);
    },
    /** Stay at the tag where it has other ends. */
    stayIn({ start, end }) {
      place = Math.max(start, Math.min(place ?? start, end - 1));
      if (bar.isOpen()) showBar();
    },
  };
}
