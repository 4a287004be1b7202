// The annotated reader, live: cards, lists, links between claims, keys and corrections, on top of the HTML that
// `annotated.py` makes and without which nothing here has anything to do. One ES module, no build step, no dependency.
//
//   start(document)         on a page: every reader in it
//   render({ model, el })   as an anywidget (see widget.py)
//
// Whatever comes from an article is set as text, never parsed as HTML; the widget, which is handed HTML, copies of it
// the elements and attributes listed below and no others. Offsets in data and corrections count characters as Python
// does.

const TAGS = new Set("article b bdi code div fieldset input label legend mark p span u".split(" "));
const ATTRIBUTES = new Set("checked class data-q data-ql data-s dir name title type value".split(" "));
const PALETTE = 7; // as in annotated.py
const LATE = 150; // ms before a card follows the pointer, so that crossing the text opens none
const LINGER = 250; // ms that it stays, so that the pointer can reach it
const GAP = 8; // px around a card
const [NARROWEST, WIDEST, LOWEST] = [270, 416, 220]; // px, of a card: beside the text, and below or above a quote
const NEAR = 2000; // characters on either side in which a bound is moved
const AROUND = 70; // characters shown on either side of a quote whose bounds are moved
const STEP = /[\p{L}\p{N}]+(?:[’'\-.][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu; // a word, or a sign by itself

// --- entrances ------------------------------------------------------------------------------------------------------

export function start(scope) {
  const corrections = new Corrections();
  const readers = enliven(scope, corrections);
  window.addEventListener("beforeunload", (event) => {
    if (corrections.pending) event.preventDefault();
  });
  return readers;
}

export function render({ model, el }) {
  const corrections = new Corrections(model);
  const root = make("div", { class: "ql-widget" });
  root.addEventListener("keydown", (event) => {
    // JupyterLab's own keys: "d" twice on a quote would delete the cell
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  root.append(copy(new DOMParser().parseFromString(model.get("html"), "text/html").body, `ql-${serial()}`));
  el.append(root);
  const readers = enliven(root, corrections);
  const still = document.querySelector(`[data-ql-static="${CSS.escape(model.get("key"))}"]`);
  const kept = still ? [...still.childNodes] : [];
  still?.replaceChildren(); // it stays in the notebook; here nothing is to be found twice
  return () => {
    for (const reader of readers) reader.end();
    corrections.end();
    still?.replaceChildren(...kept);
  };
}

function enliven(scope, corrections) {
  const readers = [];
  for (const root of scope.querySelectorAll(".ql-reader[data-ql]")) {
    readers.push(new Reader(root, corrections, readers));
  }
  return readers;
}

// Only what is listed comes over, and text as text: what an article holds can do nothing here whatever it is.
function copy(from, group) {
  const made = document.createDocumentFragment();
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) made.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || !TAGS.has(node.localName)) continue;
    const element = document.createElement(node.localName);
    for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
    if (element.name) element.name = `${group}-${element.name}`; // radios of two copies must not answer to each other
    element.append(copy(node, group));
    made.append(element);
  }
  return made;
}

// --- corrections ----------------------------------------------------------------------------------------------------

// The rows of corrections.jsonl, in the order in which they were made; in a widget shared with Python.
class Corrections {
  constructor(model = null) {
    this.model = model;
    this.rows = model ? model.get("corrections") : [];
    this.saved = model ? model.get("saved") : 0; // so many from the first on are in a file
    this.by = (model && model.get("by")) || "";
    this.listeners = new Set();
    this.heard = () => {
      this.rows = model.get("corrections");
      this.saved = model.get("saved");
      this.by = model.get("by");
      this.tell();
    };
    for (const name of ["corrections", "saved", "by", "path", "told"]) model?.on(`change:${name}`, this.heard);
  }

  get pending() {
    return this.rows.length - this.saved;
  }

  get path() {
    return this.model ? this.model.get("path") : "";
  }

  of(docId, content) {
    const key = JSON.stringify(content);
    return this.rows.filter((row) => row.doc_id === docId && JSON.stringify(row.content) === key);
  }

  add(row) {
    const { note, ...named } = row;
    this.set([...this.rows, { ...named, by: this.by || null, at: today(), note }]);
  }

  // Takes back the last correction that is in no file yet, or the last of one quote.
  undo(docId = null, content = null) {
    const own = docId === null ? this.rows : this.of(docId, content);
    const row = own.findLast((candidate) => this.rows.indexOf(candidate) >= this.saved);
    if (row) this.set(this.rows.filter((other) => other !== row));
    return row ?? null;
  }

  sign(by) {
    this.by = by.trim();
    this.model?.set("by", this.by);
    this.set(this.rows.map((row, k) => (k < this.saved ? row : { ...row, by: this.by || null })));
  }

  set(rows) {
    this.rows = rows;
    this.model?.set("corrections", rows);
    this.model?.save_changes();
    this.tell();
  }

  download() {
    const lines = this.rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    const url = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
    make("a", { href: url, download: "corrections.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    if (!this.model) this.saved = this.rows.length; // out of the page's hands
    this.tell();
  }

  save() {
    this.model.send("save");
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  end() {
    for (const name of ["corrections", "saved", "by", "path", "told"]) this.model?.off(`change:${name}`, this.heard);
  }
}

// --- one article ----------------------------------------------------------------------------------------------------

class Reader {
  constructor(root, corrections, all) {
    this.root = root;
    this.all = all; // the page's readers, to which claims may lead
    this.corrections = corrections;
    this.data = JSON.parse(root.dataset.ql);
    this.quotes = this.data.quotes;
    this.text = root.querySelector(".ql-text");
    this.id = `ql-${serial()}`;
    this.pieces = this.quotes.map(() => []); // by quote, its elements in text order
    for (const mark of this.text.querySelectorAll("mark.ql-q")) this.pieces[mark.dataset.q]?.push(mark);
    this.order = this.pieces.map((_, k) => k).filter((k) => this.pieces[k].length); // as they stand in the text
    this.chosen = "all";
    this.at = this.order[0] ?? -1; // the quote that Tab leads to
    this.open = -1; // the quote whose card is shown
    this.pinned = false;
    this.edit = null; // the bounds that are being moved
    this.fixed = new Map(); // quote -> what its corrections come to
    this.timer = 0;
    this.stop = new AbortController();
    this.build();
    this.listen();
    this.refresh();
  }

  end() {
    clearTimeout(this.timer);
    this.stop.abort();
    this.corrections.listeners.delete(this.changed);
    for (const name of ["ql-moved", "ql-edit"]) lit(name, this.id, []);
    for (const part of [this.list, this.keys, this.card, this.bar, this.status]) part.remove();
  }

  build() {
    this.root.classList.add("ql-live");
    this.list = make("div", { class: "ql-list", role: "group", hidden: "" });
    this.keys = make("p", { class: "ql-keys" });
    this.keys.append(
      make("kbd", {}, "n"),
      " ",
      make("kbd", {}, "p"),
      " or arrows: next and previous quote · ",
      make("kbd", {}, "Enter"),
      ": its card · ",
      make("kbd", {}, "Esc"),
      ": back",
    );
    this.card = make("div", { class: "ql-card", role: "group", "aria-label": "About this quote" });
    if ("popover" in this.card)
      this.card.popover = "manual"; // above everything, and cut off by nothing
    else this.card.hidden = true;
    this.bar = make("div", { class: "ql-bar", role: "group", "aria-label": "Corrections", hidden: "" });
    this.status = make("div", { class: "ql-status", role: "status" });
    this.text.before(this.list);
    if (this.order.length) this.text.before(this.keys);
    this.text.after(this.card, this.bar, this.status);
    if (this.at >= 0) this.mark(this.at);
  }

  // Few listeners for everything, however many quotes there are.
  listen() {
    const on = (target, type, act, options = {}) =>
      target.addEventListener(type, act, { signal: this.stop.signal, ...options });
    on(this.root, "change", (event) => event.target.matches(".ql-legend input") && this.choose(event.target.value));
    on(this.root, "keydown", (event) => this.key(event));
    on(this.root, "focusout", (event) => {
      const to = event.relatedTarget;
      if (to && !this.root.contains(to) && !this.pinned) this.close();
    });
    on(this.text, "pointerover", (event) => this.hover(event));
    on(this.text, "pointerout", () => this.leave());
    on(this.text, "click", (event) => this.click(event));
    on(this.text, "focusin", (event) => {
      const k = numberOf(event.target);
      if (k >= 0 && !this.edit && !(this.pinned && k === this.open)) this.show(k);
    });
    on(this.card, "pointerenter", () => clearTimeout(this.timer));
    on(this.card, "pointerleave", () => this.leave());
    for (const part of [this.card, this.list, this.bar]) {
      // keeps what is selected in the text selected
      on(part, "pointerdown", (event) => event.target.closest("[data-do^=select]") && event.preventDefault());
      on(part, "mousedown", (event) => event.target.closest("[data-do^=select]") && event.preventDefault());
      on(part, "click", (event) => this.act(event.target.closest("[data-do]")));
      on(part, "change", (event) => this.change(event.target));
    }
    on(document, "pointerdown", (event) => {
      if (!this.edit && this.open >= 0 && !this.root.contains(event.target)) this.close();
    });
    let due = false;
    const moved = () => {
      if (this.open < 0 || due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        this.place();
      });
    };
    on(window, "scroll", moved, { capture: true, passive: true });
    on(window, "resize", moved, { passive: true });
    this.changed = () => this.refresh();
    this.corrections.listeners.add(this.changed);
  }

  // --- choosing a source ---

  choose(value) {
    for (const element of this.text.querySelectorAll(".ql-lit")) element.classList.remove("ql-lit");
    this.chosen = value;
    const all = value === "all";
    this.root.toggleAttribute("data-only", !all);
    const own = all ? [] : this.text.querySelectorAll(`[data-s="${Number(value)}"]`);
    for (const element of own) element.classList.add("ql-lit");
    const found = all ? [] : this.within();
    this.list.hidden = all;
    this.list.replaceChildren();
    if (all) {
      this.say("All quotes are shown");
      return;
    }
    const name = this.nameOf(Number(value));
    const heading = `${count(found.length, "quote")} of ${name}`;
    this.list.setAttribute("aria-label", heading);
    const entries = found.map((k) =>
      make("li", {}, make("button", { type: "button", "data-do": "go", "data-k": k }, shorten(this.words(k), 110))),
    );
    this.list.append(make("p", { class: "ql-head" }, make("bdi", {}, heading)), make("ol", {}, ...entries));
    if (!found.includes(this.at) && found.length) this.mark(found[0]);
    if (this.open >= 0 && !found.includes(this.open)) this.close();
    this.say(heading);
  }

  within() {
    if (this.chosen === "all") return this.order;
    return this.order.filter((k) => this.quotes[k].source === Number(this.chosen));
  }

  allSources() {
    const radio = this.root.querySelector('.ql-legend input[value="all"]');
    if (radio) radio.checked = true;
    this.choose("all");
  }

  // --- moving ---

  hover(event) {
    if (this.pinned || this.edit || event.pointerType === "touch") return;
    // the card says it
    for (let element = event.target; element !== this.text; element = element.parentElement)
      element.removeAttribute("title");
    const piece = event.target.closest("mark.ql-q");
    clearTimeout(this.timer);
    if (!piece || this.faded(numberOf(piece))) {
      this.leave();
    } else if (this.open !== numberOf(piece)) {
      this.timer = setTimeout(() => !this.pinned && !this.edit && this.show(numberOf(piece), piece), LATE);
    }
  }

  leave() {
    clearTimeout(this.timer);
    if (this.open < 0 || this.pinned || this.edit || this.focused()) return;
    this.timer = setTimeout(() => this.close(), LINGER);
  }

  click(event) {
    if (this.edit || String(getSelection())) return;
    const piece = event.target.closest("mark.ql-q");
    const k = numberOf(piece);
    if (k < 0) {
      this.close();
    } else if (this.pinned && this.open === k) {
      this.close();
    } else {
      this.mark(k);
      this.show(k, piece);
      this.pinned = true;
      this.pieces[k][0].focus({ preventScroll: true });
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    const typing = target.matches("input:not([type=radio]), select, textarea");
    const bound = target.closest("[data-bound]");
    const onQuote = numberOf(target) >= 0 && this.text.contains(target);
    let done = true;
    if (key === "Escape") this.escape();
    else if (typing || target.matches("input")) done = false;
    else if (bound && key === "ArrowLeft") this.move(bound.dataset.bound, -1);
    else if (bound && key === "ArrowRight") this.move(bound.dataset.bound, 1);
    else if (this.edit) done = false;
    else if (key === "n" || (onQuote && (key === "ArrowRight" || key === "ArrowDown"))) this.step(1);
    else if (key === "p" || (onQuote && (key === "ArrowLeft" || key === "ArrowUp"))) this.step(-1);
    else if (onQuote && key === "Home") this.go(this.within()[0]);
    else if (onQuote && key === "End") this.go(this.within().at(-1));
    else if (onQuote && (key === "Enter" || key === " ")) this.enter(numberOf(target));
    else if (key === "u" && this.corrections.pending) this.undo();
    else done = false;
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  escape() {
    if (this.edit || this.card.querySelector(".ql-form")) {
      const k = this.open;
      this.edit = null;
      lit("ql-edit", this.id, []);
      this.show(k);
      this.card.querySelector("button")?.focus();
    } else if (this.open >= 0) {
      this.back();
    } else if (this.chosen !== "all") {
      this.allSources();
    }
  }

  step(by) {
    const found = this.within();
    if (!found.length) return;
    const here = found.indexOf(this.at);
    const next = here < 0 || !this.focused() ? Math.max(here, 0) : Math.min(Math.max(here + by, 0), found.length - 1);
    this.go(found[next]);
  }

  // Goes to a quote: it is focused, in sight, and its card is open.
  go(k) {
    if (k === undefined || !this.pieces[k]?.length) return;
    if (this.faded(k)) this.allSources();
    this.mark(k);
    const piece = this.pieces[k][0];
    const far = Math.abs(piece.getBoundingClientRect().top) > 2 * innerHeight;
    const calm = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!within(piece)) piece.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    piece.focus({ preventScroll: true });
    this.show(k);
    // once the parts on the way have taken shape
    if (far) requestAnimationFrame(() => within(piece) || piece.scrollIntoView({ block: "center" }));
  }

  enter(k) {
    this.show(k);
    this.pinned = true;
    this.card.querySelector("button")?.focus();
  }

  // The one quote that Tab leads to.
  mark(k) {
    const before = this.pieces[this.at]?.[0];
    for (const name of ["tabindex", "role", "aria-expanded", "aria-describedby"]) before?.removeAttribute(name);
    this.at = k;
    const piece = this.pieces[k][0];
    piece.tabIndex = 0;
    piece.setAttribute("role", "button");
    piece.setAttribute("aria-expanded", "false");
    piece.removeAttribute("title");
  }

  // Whether the focus is on a quote or in its card.
  focused() {
    const element = document.activeElement?.closest(".ql-q, .ql-card");
    return Boolean(element) && this.root.contains(element);
  }

  faded(k) {
    return this.chosen !== "all" && this.quotes[k]?.source !== Number(this.chosen);
  }

  // --- the card ---

  show(k, piece = null) {
    clearTimeout(this.timer);
    if (this.open !== k) this.pinned = false;
    this.marked(this.open, false);
    this.open = k;
    this.anchor = piece ?? this.pieces[k][0];
    this.marked(k, true);
    this.fill(k);
    this.card.hidden = false;
    if (this.card.popover && !this.card.matches(":popover-open")) this.card.showPopover();
    this.place();
  }

  close() {
    clearTimeout(this.timer);
    if (this.open < 0) return;
    this.marked(this.open, false);
    this.open = -1;
    this.pinned = false;
    this.edit = null;
    lit("ql-edit", this.id, []);
    if (this.card.popover && this.card.matches(":popover-open")) this.card.hidePopover();
    if (!this.card.popover) this.card.hidden = true;
  }

  // Closes the card; from within it the focus goes back to its quote.
  back() {
    const inside = this.card.contains(document.activeElement);
    const piece = this.pieces[this.open]?.[0];
    if (inside && piece?.hasAttribute("tabindex")) piece.focus({ preventScroll: true });
    this.close(); // last, for a quote that is focused opens its card
  }

  marked(k, on) {
    for (const piece of this.pieces[k] ?? []) piece.classList.toggle("ql-open", on);
    const first = this.pieces[k]?.[0];
    if (!first?.hasAttribute("role")) return;
    first.setAttribute("aria-expanded", String(on));
    if (on) first.setAttribute("aria-describedby", `${this.id}-sum`);
    else first.removeAttribute("aria-describedby");
  }

  // Beside the text where the window has room for it, else below the quote or above it; never off the screen.
  place() {
    if (this.open < 0) return;
    const boxes = this.pieces[this.open].flatMap((piece) => [...piece.getClientRects()]);
    if (!boxes.length) return;
    const near = this.anchor.getClientRects()[0] ?? boxes[0];
    const top = Math.min(...boxes.map((box) => box.top));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    const [ceiling, floor] = view(this.root);
    const gone = bottom < ceiling || top > floor;
    const inside = this.card.contains(document.activeElement);
    const { style } = this.card;
    style.visibility = gone && !inside ? "hidden" : "";
    const frame = this.root.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const margin = wide - frame.right - 2 * GAP;
    const beside = margin >= NARROWEST;
    style.width = beside ? `${Math.min(margin, WIDEST)}px` : "";
    style.maxHeight = `${floor - ceiling - 2 * GAP}px`;
    const { offsetWidth: width, offsetHeight: height } = this.card;
    let left = frame.right + GAP;
    let y = Math.max(ceiling + GAP, Math.min(near.top - GAP, floor - height - GAP));
    if (!beside) {
      left = Math.max(GAP, Math.min(near.left, Math.max(frame.left, frame.right - width), wide - width - GAP));
      const [below, above] = [floor - bottom - 2 * GAP, top - ceiling - 2 * GAP];
      const room = height <= below || below >= above ? below : above;
      if (gone || room < LOWEST)
        y = Math.max(ceiling + GAP, floor - height - GAP); // a quote that fills the window
      else {
        style.maxHeight = `${room}px`;
        y = room === below ? bottom + GAP : top - GAP - Math.min(height, room);
      }
    }
    style.left = `${left}px`;
    style.top = `${y}px`;
  }

  fill(k) {
    const quote = this.quotes[k];
    const source = this.data.sources[quote.source - 1];
    const place = this.order.indexOf(k) + 1;
    this.card.className = `ql-card ${colour(quote.source)}`;
    const head = make(
      "div",
      { class: "ql-cardhead" },
      make("span", { class: "ql-chip", "aria-hidden": "true" }, quote.source || "?"),
      make("bdi", { class: "ql-name" }, this.nameOf(quote.source)),
      button("×", "close", { "aria-label": "Close", class: "ql-small" }),
    );
    const foot = make(
      "div",
      { class: "ql-cardfoot" },
      button("‹", "step", { "data-by": -1, "aria-label": "Previous quote", class: "ql-small" }),
      make("span", {}, `Quote ${place} of ${this.order.length}`),
      button("›", "step", { "data-by": 1, "aria-label": "Next quote", class: "ql-small" }),
    );
    const about = source
      ? [source.kind, source.affiliation === "unknown" ? "affiliation unknown" : source.affiliation]
      : [];
    const who = about
      .filter(Boolean)
      .map((word) => word.replaceAll("_", " "))
      .join(" · ");
    const level = quote.level ? `level ${quote.level}: inside another quote` : "level 0: the article’s own";
    const sum = make(
      "div",
      { class: "ql-sum", id: `${this.id}-sum` },
      make(
        "p",
        { class: "ql-about" },
        make("bdi", {}, who),
        ...(source?.role ? [who ? " · " : "", make("bdi", {}, source.role)] : []),
      ),
      facts([
        ["Type", { direct: "direct", indirect: "indirect", mixed: "partly direct" }[quote.type] + `; ${level}`],
        ["Tone", quote.tone ? `${quote.tone}, ${signed(quote.tone_score)} (−1 to 1)` : "none, no word to judge"],
        ...("certainty" in quote
          ? [["Certainty", `${certainty(quote.certainty)}, ${signed(quote.certainty)} (−3 to 3)`]]
          : []),
        ["Confidence", confidence(quote.confidence)],
        ...(quote.checked ? [["Checked", "by a person"]] : []),
      ]),
    );
    const inside = [
      ...(quote.parent !== undefined ? [["Inside", quote.parent]] : []),
      ...this.order.filter((other) => this.quotes[other].parent === k).map((other) => ["Holds", other]),
    ].map(([word, other]) => this.leading(word, other));
    const linked = (quote.links ?? []).map((link) => this.linked(link));
    const links = [...linked, ...inside];
    this.card.replaceChildren(head, sum);
    if (links.length) this.card.append(make("ul", { class: "ql-links" }, ...links));
    this.card.append(this.fixes(k), foot);
  }

  // "Inside 3 Jamal Zubia: ‘...’", which leads there.
  leading(word, k) {
    const label = `${this.nameOf(this.quotes[k].source)}: “${shorten(this.words(k), 80)}”`;
    return make(
      "li",
      {},
      make("span", { class: "ql-rel" }, word),
      " ",
      button(label, "go", { "data-k": k, class: "ql-link" }),
    );
  }

  linked(link) {
    const against = link.relation === "contradicts";
    const sign = make(
      "span",
      { class: `ql-rel ${against ? "ql-no" : "ql-yes"}` },
      against ? "≠ Contradicts" : "= Corroborates",
    );
    const notes = [`probability ${link.probability.toFixed(2)}`, ...link.signs.map((kind) => `sign: ${kind}`)];
    if (!link.independent) notes.push("not independent");
    const item = make("li", {}, sign, " ");
    const there = link.title === undefined ? this : this.all.find((reader) => reader.data.doc_id === link.doc_id);
    if (link.title === undefined) {
      const name = this.nameOf(this.quotes[link.quote].source);
      item.append(
        button(`${name}: “${shorten(this.words(link.quote), 80)}”`, "go", { "data-k": link.quote, class: "ql-link" }),
      );
    } else {
      const label = `${link.name}: “${shorten(link.words, 80)}”, in “${shorten(link.title, 60)}”`;
      item.append(
        there
          ? button(label, "there", { "data-k": link.quote, "data-doc": link.doc_id, class: "ql-link" })
          : make("bdi", {}, label),
      );
    }
    item.append(make("span", { class: "ql-why" }, ` (${notes.join(", ")})`));
    return item;
  }

  // --- what the buttons do ---

  act(target) {
    if (!target) return;
    const k = Number(target.dataset.k ?? this.open);
    const acts = {
      go: () => this.go(k),
      there: () => {
        this.close();
        this.all.find((reader) => reader.data.doc_id === target.dataset.doc)?.go(k);
      },
      step: () => {
        this.mark(this.open);
        this.step(Number(target.dataset.by));
        this.pinned = true;
      },
      close: () => this.back(),
      accept: () => this.correct(k, "accept"),
      delete: () => this.correct(k, "delete"),
      rebound: () => this.begin(k),
      reattribute: () => this.ask(k),
      move: () => this.move(target.closest("[data-bound]").dataset.bound, Number(target.dataset.by)),
      select: () => this.selected(false),
      "select-add": () => this.selected(true),
      part: () => this.part(1),
      keep: () => this.keep(),
      give: () => this.give(k),
      cancel: () => this.escape(),
      undo: () => this.undo(k),
      "undo-last": () => this.undo(),
      download: () => this.corrections.download(),
      save: () => this.corrections.save(),
    };
    acts[target.dataset.do]?.();
  }

  change(target) {
    if (target.matches(".ql-whom")) {
      const other = this.card.querySelector(".ql-other");
      other.hidden = target.value !== "other";
      if (!other.hidden) other.querySelector("input").focus();
      this.place();
    }
    if (target.matches(".ql-by")) this.corrections.sign(target.value);
  }

  fixes(k) {
    const made = this.corrections.of(this.data.doc_id, this.quotes[k].content);
    const box = make("div", { class: "ql-fixes", role: "group", "aria-label": "Correct this quote" });
    if (made.length) {
      const line = make("p", { class: "ql-made" }, make("bdi", {}, `Corrected: ${this.fixed.get(k)?.told ?? ""}`));
      const last = made.some((row) => this.corrections.rows.indexOf(row) >= this.corrections.saved);
      if (last) line.append(" ", button("Undo", "undo", { "data-k": k }));
      box.append(line);
    }
    box.append(
      button("Accept", "accept"),
      button("Delete", "delete"),
      button("Re-bound", "rebound"),
      button("Re-attribute", "reattribute"),
    );
    return box;
  }

  correct(k, action, more = {}) {
    const { doc_id, sha256 } = this.data;
    const note = this.card.querySelector(".ql-note-in")?.value.trim() || null;
    this.edit = null;
    lit("ql-edit", this.id, []);
    this.corrections.add({ action, doc_id, sha256, content: this.quotes[k].content, ...more, note });
    this.show(k);
    this.pinned = true;
    this.card.querySelector(`[data-do=undo]`)?.focus();
    this.say(`${this.fixed.get(k)?.told ?? action}. ${count(this.corrections.pending, "correction")}`);
  }

  undo(k = null) {
    const row = k === null ? this.corrections.undo() : this.corrections.undo(this.data.doc_id, this.quotes[k].content);
    if (!row) return;
    if (this.open >= 0) {
      this.fill(this.open);
      this.place();
      if (k !== null) this.card.querySelector(".ql-fixes button")?.focus();
    }
    this.say(`Undone: ${row.action}`);
  }

  // Marks, bar and highlights as the corrections say. The last row of each action counts, and a deletion just where it
  // is the last row of all, as in quotelens.corrections.
  refresh() {
    const rows = new Map();
    for (const row of this.corrections.rows) {
      if (row.doc_id !== this.data.doc_id) continue;
      const key = JSON.stringify(row.content);
      rows.set(key, [...(rows.get(key) ?? []), row]);
    }
    const moved = [];
    const fixed = new Map();
    if (rows.size) {
      for (const k of this.order) {
        const own = rows.get(JSON.stringify(this.quotes[k].content));
        if (own) fixed.set(k, state(own));
      }
    }
    for (const k of new Set([...this.fixed.keys(), ...fixed.keys()])) {
      const now = fixed.get(k);
      for (const piece of this.pieces[k]) {
        piece.classList.toggle("ql-fixed", Boolean(now));
        piece.classList.toggle("ql-gone", Boolean(now?.gone));
        piece.removeAttribute("data-fix");
      }
      if (now) this.pieces[k].at(-1).dataset.fix = now.sign;
      if (now?.content) moved.push(...now.content.map((pair) => this.offsets().range(pair)));
    }
    this.fixed = fixed;
    lit("ql-moved", this.id, moved.filter(Boolean));
    this.fillBar();
  }

  fillBar() {
    const { rows, pending, path, model, by } = this.corrections;
    const typed = this.bar.querySelector(".ql-by");
    this.bar.hidden = !rows.length;
    if (typed && typed === document.activeElement) return;
    const word = model?.get("told") ?? "";
    const told = pending && !word.startsWith("Not") ? "" : word; // "3 saved" is no news once there are more
    this.bar.replaceChildren(
      make("strong", {}, count(rows.length, "correction")),
      ...(rows.length > pending ? [make("span", { class: "ql-soft" }, `${rows.length - pending} saved`)] : []),
      make(
        "label",
        { class: "ql-soft" },
        "by ",
        make("input", { class: "ql-by", value: by, placeholder: "your name", size: 12 }),
      ),
      ...(pending ? [button("Undo last", "undo-last", { title: "Key: u" })] : []),
      ...(path && pending ? [button("Save", "save", { class: "ql-main" })] : []),
      button("Download corrections.jsonl", "download", { class: path ? "" : "ql-main" }),
      ...(told ? [make("span", { class: "ql-soft" }, told)] : []),
    );
  }

  // --- moving the bounds ---

  begin(k) {
    const content = this.fixed.get(k)?.content ?? this.quotes[k].content;
    this.edit = { k, parts: content.map((pair) => this.offsets().inward(pair)), part: 0 };
    this.pinned = true;
    const row = (bound, word) =>
      make(
        "div",
        { class: "ql-bound", role: "group", "aria-label": `${word} of the quote`, "data-bound": bound },
        make("span", {}, word),
        button("◂ word", "move", { "data-by": -1, "aria-label": `${word} one word earlier` }),
        button("word ▸", "move", { "data-by": 1, "aria-label": `${word} one word later` }),
      );
    const form = make(
      "div",
      { class: "ql-form", role: "group", "aria-label": "Move the bounds" },
      make("p", { class: "ql-preview", "aria-live": "polite" }),
      make("div", { class: "ql-bounds" }, row("start", "Start"), row("end", "End")),
      make("p", { class: "ql-hint" }, "Or select words in the text, then:"),
      make(
        "div",
        { class: "ql-row" },
        button("Use selection", "select"),
        button("Add selection", "select-add"),
        ...(content.length > 1 ? [button("Next part", "part")] : []),
      ),
      note(),
      make(
        "div",
        { class: "ql-row" },
        button("Keep these bounds", "keep", { class: "ql-main" }),
        button("Cancel", "cancel"),
      ),
    );
    this.fillWith(form);
    this.preview();
    form.querySelector("button").focus();
  }

  // The card's head, and below it nothing but the form: there is little room on a small screen.
  fillWith(form) {
    this.card.replaceChildren(this.card.querySelector(".ql-cardhead"), form);
  }

  preview() {
    const { parts, part } = this.edit;
    const { plain } = this.offsets();
    const [start, end] = parts[part];
    const from = Math.max(0, plain.lastIndexOf("\n", start - 1) + 1, start - AROUND);
    const stop = plain.indexOf("\n", end);
    const till = Math.min(stop < 0 ? plain.length : stop, end + AROUND);
    const several = parts.length > 1 ? `Part ${part + 1} of ${parts.length}: ` : "";
    this.card
      .querySelector(".ql-preview")
      .replaceChildren(
        several,
        from > 0 && plain[from - 1] !== "\n" ? "…" : "",
        plain.slice(from, start),
        make("mark", {}, plain.slice(start, end)),
        plain.slice(end, till),
        stop > till ? "…" : "",
      );
    lit("ql-edit", this.id, parts.map((pair) => this.offsets().between(...pair)).filter(Boolean));
    this.place();
  }

  part(by) {
    this.edit.part = (this.edit.part + by) % this.edit.parts.length;
    this.preview();
  }

  // A bound one word on: within the line, since no quote crosses a line break, and never past the other bound.
  move(bound, by) {
    const { plain } = this.offsets();
    const [start, end] = this.edit.parts[this.edit.part];
    const first = Math.max(plain.lastIndexOf("\n", start - 1) + 1, start - NEAR);
    const stop = plain.indexOf("\n", end);
    const last = Math.min(stop < 0 ? plain.length : stop, end + NEAR);
    const steps = [...plain.slice(first, last).matchAll(STEP)].map((m) => [
      first + m.index,
      first + m.index + m[0].length,
    ]);
    const starts = steps.map(([at]) => at);
    const ends = steps.map(([, at]) => at);
    const found =
      bound === "start"
        ? by < 0
          ? starts.findLast((at) => at < start)
          : starts.find((at) => at > start && at < end)
        : by < 0
          ? ends.findLast((at) => at < end && at > start)
          : ends.find((at) => at > end);
    if (found === undefined) return;
    this.edit.parts[this.edit.part] = bound === "start" ? [found, end] : [start, found];
    this.preview();
  }

  selected(add) {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const parts = range && this.text.contains(range.commonAncestorContainer) ? this.offsets().lines(range) : [];
    if (!parts.length) {
      this.say("Select words in the text first");
      this.card.querySelector(".ql-hint").textContent = "First select words in the article’s text, then:";
      return;
    }
    this.edit.parts = add ? joined([...this.edit.parts, ...parts]) : parts;
    this.edit.part = this.edit.parts.length - 1;
    selection.removeAllRanges();
    this.preview();
  }

  keep() {
    const { k, parts } = this.edit;
    const content = joined(parts).map(([start, end]) => this.offsets().outward(start, end));
    this.correct(k, "rebound", { new_content: content });
  }

  // --- another source ---

  ask(k) {
    const own = this.quotes[k].source;
    const options = this.data.sources.map((source, i) => make("option", { value: i + 1 }, shorten(source.name, 60)));
    const select = make(
      "select",
      { class: "ql-whom" },
      ...options,
      make("option", { value: "other" }, "Another source …"),
    );
    const other = make("label", { class: "ql-other" }, "Name ", make("input", { maxlength: 200 }));
    const form = make(
      "div",
      { class: "ql-form", role: "group", "aria-label": "Give to another source" },
      make("label", {}, "Who says it? ", select),
      other,
      note(),
      make(
        "div",
        { class: "ql-row" },
        button("Give to this source", "give", { class: "ql-main" }),
        button("Cancel", "cancel"),
      ),
    );
    select.value = String(this.data.sources.findIndex((_, i) => i + 1 !== own) + 1 || "other");
    other.hidden = select.value !== "other";
    this.pinned = true;
    this.fillWith(form);
    this.place();
    select.focus();
  }

  give(k) {
    const chosen = this.card.querySelector(".ql-whom").value;
    const known = this.data.sources[Number(chosen) - 1];
    const input = this.card.querySelector(".ql-other input");
    const name = known ? known.name : input.value.trim().replace(/\s+/g, " ");
    if (!name) {
      input.focus();
      return;
    }
    this.correct(k, "reattribute", { source: { source_id: known?.source_id ?? null, name } });
  }

  // --- small ---

  offsets() {
    return (this.known ??= new Offsets(this.text, this.data.crlf));
  }

  words(k) {
    return this.pieces[k]
      .map((piece, i) => (i && !piece.classList.contains("ql-on") ? " " : "") + piece.textContent)
      .join("");
  }

  nameOf(source) {
    return this.data.sources[source - 1]?.name ?? "no source given";
  }

  say(message) {
    this.status.textContent = message;
  }
}

// --- where things stand in the text ---------------------------------------------------------------------------------

// Python counts characters, JavaScript UTF-16 units, and HTML makes one line break of "\r\n".
class Offsets {
  constructor(text, crlf) {
    this.text = text;
    this.plain = text.textContent;
    this.python = new Int32Array(this.plain.length + 1);
    let pair = 0;
    let at = 0;
    for (let i = 0; i < this.plain.length; i++) {
      this.python[i] = at;
      const unit = this.plain.charCodeAt(i);
      const next = this.plain.charCodeAt(i + 1);
      if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) this.python[++i] = at; // one character
      if (crlf[pair] === at) {
        pair++;
        at++;
      }
      at++;
    }
    this.python[this.plain.length] = at;
    this.nodes = [];
    this.starts = [];
    let length = 0;
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      this.nodes.push(walker.currentNode);
      this.starts.push(length);
      length += walker.currentNode.length;
    }
  }

  // A pair of Python's as one of places in `plain`, and back.
  inward([start, end]) {
    return [first(this.python, start), first(this.python, end)];
  }

  outward(start, end) {
    return [this.python[start], this.python[end]];
  }

  range(pair) {
    return this.between(...this.inward(pair));
  }

  between(start, end) {
    const place = (at) => {
      const k = Math.max(0, first(this.starts, at + 1) - 1);
      return [this.nodes[k], Math.min(at - this.starts[k], this.nodes[k].length)];
    };
    if (!this.nodes.length || end <= start) return null;
    const range = document.createRange();
    range.setStart(...place(start));
    const [node, at] = place(end - 1);
    range.setEnd(node, Math.min(at + 1, node.length));
    return range;
  }

  // A range of the text as pairs of places, one for each line, without white space at their ends.
  lines(range) {
    const before = document.createRange();
    before.setStart(this.text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    let at = String(before).length;
    const found = [];
    for (const line of String(range).split("\n")) {
      const start = at + line.length - line.trimStart().length;
      const end = at + line.trimEnd().length;
      if (start < end) found.push([start, end]);
      at += line.length + 1;
    }
    return found;
  }
}

// The first place in ascending numbers that holds at least `value`.
function first(numbers, value) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(pairs) {
  const found = [];
  for (const [start, end] of [...pairs].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

// Ranges painted under a name without touching the document; each reader has its own among them.
const PAINTED = new Map();
function lit(name, owner, ranges) {
  if (typeof Highlight === "undefined") return;
  const own = PAINTED.get(name) ?? PAINTED.set(name, new Map()).get(name);
  own.set(owner, ranges);
  CSS.highlights.set(name, new Highlight(...[...own.values()].flat()));
}

// --- words ----------------------------------------------------------------------------------------------------------

// What the rows on one quote come to.
function state(rows) {
  const last = (action) => rows.findLast((row) => row.action === action);
  if (rows.at(-1).action === "delete") return { gone: true, sign: "✗ deleted", told: "deleted" };
  const [moved, given] = [last("rebound"), last("reattribute")];
  const signs = [...(moved ? ["↔ re-bound"] : []), ...(given ? [`→ ${shorten(given.source.name, 40)}`] : [])];
  const told = [...(moved ? ["re-bound"] : []), ...(given ? [`given to ${given.source.name}`] : [])];
  return { content: moved?.new_content, sign: signs.join(" ") || "✓ accepted", told: told.join(", ") || "accepted" };
}

function confidence(value) {
  const word = value < 0.4 ? "low, worth a check" : value < 0.7 ? "middling" : "high";
  const tenth = Math.round(10 * value);
  const many = tenth >= 10 ? "nearly all" : tenth <= 0 ? "hardly any" : `about ${tenth} in 10`;
  return `${word}, ${value.toFixed(2)}: ${many} like it are right`;
}

// FactBank's words (Saurí and Pustejovsky 2009) for the nearest step of the scale.
function certainty(value) {
  const words = ["certainly not", "probably not", "possibly not", "left open", "possible", "probable", "certain"];
  return words[Math.round(Math.max(-3, Math.min(3, value))) + 3];
}

function signed(value) {
  const shown = Math.abs(value).toFixed(2);
  if (Number(shown) === 0) return "0.00";
  return `${value < 0 ? "−" : "+"}${shown}`;
}

function count(n, word) {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
}

function shorten(text, limit) {
  const line = text.replace(/\s+/g, " ").trim();
  const signs = [...line.slice(0, 2 * limit)];
  return signs.length <= limit && line.length <= 2 * limit
    ? line
    : `${signs
        .slice(0, limit - 1)
        .join("")
        .trimEnd()}…`;
}

function today() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

// --- elements -------------------------------------------------------------------------------------------------------

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

function button(label, act, attributes = {}) {
  return make("button", { type: "button", "data-do": act, ...attributes }, label);
}

function facts(pairs) {
  return make("dl", {}, ...pairs.map(([term, told]) => make("div", {}, make("dt", {}, term), make("dd", {}, told))));
}

function note() {
  return make(
    "label",
    { class: "ql-notes" },
    "Note ",
    make("input", { class: "ql-note-in", maxlength: 500, placeholder: "why, if you like" }),
  );
}

function colour(source) {
  return source ? `ql-s${((source - 1) % PALETTE) + 1}` : "ql-s0";
}

function numberOf(element) {
  return element?.matches?.("mark.ql-q") ? Number(element.dataset.q) : -1;
}

function within(element) {
  const box = element.getClientRects()[0];
  return Boolean(box) && box.top >= 8 && box.bottom <= innerHeight - 8;
}

// From where to where the window shows an element, as far as what it scrolls in lets it be seen.
function view(element) {
  let [ceiling, floor] = [0, innerHeight];
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    if (getComputedStyle(outer).overflowY === "visible") continue;
    const box = outer.getBoundingClientRect();
    [ceiling, floor] = [Math.max(ceiling, box.top), Math.min(floor, box.bottom)];
  }
  return floor - ceiling > LOWEST ? [ceiling, floor] : [0, innerHeight];
}

function serial() {
  return Math.random().toString(36).slice(2, 10);
}
