// The index of many articles: which of them are shown, by outlet, date, source and affiliation.
//
// The page works without this script, all articles shown and the form hidden. What is chosen stands in the address
// behind "#", so that a choice can be kept as a bookmark or sent to somebody; Back and Forward and links to such an
// address are heard. Nothing of an article is parsed as HTML here: texts are compared, rows shown or hidden.

const FIELDS = ["outlet", "from", "to", "source", "affiliation"];

export function start(document) {
  const form = document.querySelector("form.filters");
  if (form) new Filters(form, document);
}

class Filters {
  constructor(form, document) {
    this.form = form;
    this.rows = [...document.querySelectorAll("#articles-table tbody tr")].map((row) => ({
      row,
      outlet: row.dataset.outlet,
      from: row.dataset.from,
      to: row.dataset.to,
      sources: new Set(row.dataset.sources ? row.dataset.sources.split(" ").map(Number) : []),
    }));
    this.sources = [...form.querySelectorAll("#filter-sources option")].map((option) => ({
      name: plain(option.value),
      affiliation: option.dataset.affiliation,
    }));
    this.status = form.querySelector("[role=status]");
    this.none = document.getElementById("articles-none");
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.choose());
    form.addEventListener("reset", () => setTimeout(() => this.choose())); // the fields are emptied after this event
    window.addEventListener("hashchange", () => this.follow());
    this.follow();
  }

  // The address says what is chosen; one that names a part of the page says nothing of it.
  follow() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return this.show();
    const asked = new URLSearchParams(hash);
    for (const name of FIELDS) {
      const field = this.form.elements[name];
      field.value = asked.get(name) ?? "";
      if (field.selectedIndex === -1) field.value = ""; // a choice that this report does not have
    }
    this.show();
    if (hash) this.form.scrollIntoView();
  }

  choose() {
    const chosen = new URLSearchParams(FIELDS.map((name) => [name, this.value(name)]).filter(([, value]) => value));
    history.replaceState(null, "", `#${chosen}`);
    this.show();
  }

  value(name) {
    return this.form.elements[name].value.trim();
  }

  show() {
    const [outlet, from, to] = ["outlet", "from", "to"].map((name) => this.value(name));
    const speakers = this.speakers();
    let shown = 0;
    for (const { row, ...article } of this.rows) {
      const fits =
        (!outlet || article.outlet === outlet) &&
        (!from || (article.to && article.to >= from)) &&
        (!to || (article.from && article.from <= to)) &&
        (!speakers || speakers.some((k) => article.sources.has(k)));
      row.hidden = !fits;
      shown += fits;
    }
    this.none.hidden = shown > 0;
    const said = `Showing ${shown.toLocaleString("en")} of ${this.rows.length.toLocaleString("en")} articles.`;
    if (this.status.textContent !== said) this.status.textContent = said;
  }

  // The numbers of the sources asked for; null where all are. A name in full is meant alone, else any that holds it.
  speakers() {
    const [name, affiliation] = [plain(this.value("source")), this.value("affiliation")];
    if (!name && !affiliation) return null;
    const exact = this.sources.some((source) => source.name === name);
    const named = (source) => (exact ? source.name === name : source.name.includes(name));
    const fits = (source) => named(source) && (!affiliation || source.affiliation === affiliation);
    return this.sources.flatMap((source, k) => (fits(source) ? [k] : []));
  }
}

// Without case and accents: "Citroen" finds "Citroën".
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
