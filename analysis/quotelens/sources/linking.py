"""Articles' sources -> a corpus's sources, with what was taken for the same and why.

Only names are compared that share a word (or its sound, or an acronym), so that the work grows with the number of
names and not with its square.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quotelens.records import UNKNOWN, Affiliation, Kind, Merge, Pronouns, Source
from quotelens.sources import figures, names, variants, words
from quotelens.sources.aliases import Alias

_FIGURES = frozenset(names.key(figure) for figure in figures.PRONOUNS)
# whoever holds an office was, or becomes, a candidate
_COMPATIBLE: frozenset[Affiliation] = frozenset(("government", "political"))


@dataclass(frozen=True, slots=True)
class Linked:
    """A corpus's sources, one a person or body.

    Attributes:
        sources: In order of first appearance.
        ids: (doc_id, source_id within the article) -> source_id in the corpus, for every source of every article.
        merges: What was taken for the same, and why; sources of the same name are not listed.
    """

    sources: tuple[Source, ...]
    ids: dict[tuple[str, str], str]
    merges: tuple[Merge, ...]


def link(
    per_article: Iterable[Sequence[Source]],
    aliases: Sequence[Alias] = (),
    elsewhere: Collection[tuple[str, str]] = frozenset(),
) -> Linked:
    """Give the same source the same id in all articles.

    Args:
        per_article: The sources of each article, as `resolve` gives them.
        aliases: The study's own word (`read_aliases`); it overrules everything else, and only it knows identifiers.
        elsewhere: (doc_id, source_id) of sources that only a person's correction puts in an article
            (`Resolution.elsewhere`). The article then tells them apart from nobody, and what they are is for others to
            say, if there are others.

    Returns:
        Sources of one name are one, unless the article's pronouns tell two persons of that name apart. Two names of
        persons are one source where they are `variants.likeness` alike; a surname alone is that of the one person in
        the corpus who has it, and stays by itself where there are several. Two names of organizations are one where
        they share the words (`variants.body_key`) or one is the other's acronym. Never are two sources one that one
        article tells apart (acronyms aside), that go by different pronouns, or whose affiliations are known and differ.
        Unnamed sources are known only within their article.

        The name is the fullest (most words, then most frequent, then longest, then first), the other names and all
        aliases follow without repeats in order of appearance; doc_ids are joined likewise. Kind is what most articles
        say; affiliation too, where "unknown" counts only if no article knows better; ties go to the first seen. It is
        named if any article names it. The role is the one of most words (ties: the first). The id is a slug of the
        name.
    """
    nodes = _nodes(per_article, elsewhere)
    groups = _Groups(nodes)
    _by_aliases(groups, aliases)
    named = [k for k, node in enumerate(nodes) if node.named]
    _persons(groups, [k for k in named if nodes[k].kind == "person"])
    _bodies(groups, [k for k in named if nodes[k].kind == "organization"])
    return groups.linked(aliases)


@dataclass(eq=False)
class _Node:
    """All that goes by one source_id in its articles; `places` are (doc_id, source_id within it).

    `docs` are the articles that tell it apart from their other sources.

    What they say together is worked out once, after the last of them is in.
    """

    source_id: str
    sources: list[Source] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    docs: set[str] = field(default_factory=set)

    @functools.cached_property
    def name(self) -> str:
        return fullest([source.name for source in self.sources])

    @functools.cached_property
    def named(self) -> bool:
        return any(source.named and source.name != UNKNOWN and not source.members for source in self.sources)

    @functools.cached_property
    def kind(self) -> Kind:
        return Counter(source.kind for source in self.sources).most_common(1)[0][0]

    @functools.cached_property
    def affiliation(self) -> Affiliation:
        known = [source.affiliation for source in self.sources if source.affiliation != "unknown"]
        # Counter keeps the order of first appearance, and most_common is stable
        return Counter(known).most_common(1)[0][0] if known else "unknown"

    @functools.cached_property
    def pronouns(self) -> Pronouns | None:
        seen = [source.pronouns for source in self.sources if source.pronouns not in (None, "none")]
        if seen:
            return Counter(seen).most_common(1)[0][0]
        return "none" if any(source.pronouns for source in self.sources) else None


def fullest(forms: Sequence[str]) -> str:
    """The form of most words; of several the one that occurs most often, of those the longest, of those the first."""
    often = Counter(forms)
    return max(forms, key=lambda form: (len(form.split()), often[form], len(form)))


def _nodes(per_article: Iterable[Sequence[Source]], elsewhere: Collection[tuple[str, str]]) -> list[_Node]:
    """Sources by their id; two persons of one name whom pronouns tell apart ("he" here, "she" there) are two.

    The rarer pronoun must be that of a third of the articles that show one.
    """
    nodes: dict[tuple[str, str], _Node] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    told: list[tuple[_Node, Source]] = []
    order: list[Source] = [source for sources in per_article for source in sources]
    for source in order:
        if source.pronouns in ("he", "she"):
            counts[source.source_id][source.pronouns] += 1
    for source in order:
        shown = counts[source.source_id]
        side = ""
        if len(shown) > 1 and source.pronouns in ("he", "she"):
            _, (other, few) = shown.most_common(2)
            # a pronoun or two led back wrongly make no second person
            side = other if source.pronouns == other and few * 3 >= shown.total() else ""
        node = nodes.setdefault((source.source_id, side), _Node(source.source_id))
        places = [(doc_id, source.source_id) for doc_id in source.doc_ids or ("",)]
        node.places += places
        if elsewhere and all(place in elsewhere for place in places):
            told.append((node, source))
            continue
        node.sources.append(source)
        node.docs |= {doc_id for doc_id, _ in places}
    for node, source in told:
        if not node.docs:
            node.sources.append(source)
    return list(nodes.values())


class _Groups:
    """Nodes that were taken for the same: a forest, each group known by its first node."""

    def __init__(self, nodes: list[_Node]) -> None:
        self.nodes = nodes
        self._parent = list(range(len(nodes)))
        self._members: dict[int, list[int]] = {k: [k] for k in range(len(nodes))}
        self._docs = [node.docs for node in nodes]
        self._why: dict[int, tuple[str, str]] = {}
        self.canonical: dict[int, str] = {}  # by group: the name that the study's aliases give it

    def of(self, k: int) -> int:
        while self._parent[k] != k:
            self._parent[k] = self._parent[self._parent[k]]
            k = self._parent[k]
        return k

    def members(self, k: int) -> list[int]:
        return self._members[self.of(k)]

    def may_join(self, a: int, b: int, *, together: bool = False) -> bool:
        """Whether nothing speaks against it; `together` if one article may hold both (a name and its acronym)."""
        a, b = self.of(a), self.of(b)
        if a == b:
            return True
        if a in self.canonical and b in self.canonical and self.canonical[a] != self.canonical[b]:
            return False
        if not together and self._docs[a] & self._docs[b]:
            return False
        one, other = self._summary(a), self._summary(b)
        pronouns = {one.pronouns, other.pronouns} - {None, "none"}
        affiliations = {one.affiliation, other.affiliation} - {"unknown"}
        return len(pronouns) < 2 and (len(affiliations) < 2 or affiliations <= _COMPATIBLE)

    def _summary(self, group: int) -> _Node:
        if len(self._members[group]) == 1:
            return self.nodes[group]
        node = self.nodes[group]
        return _Node(node.source_id, [source for k in self._members[group] for source in self.nodes[k].sources])

    def join(self, a: int, b: int, reason: str, evidence: str) -> None:
        """Make two groups one; the later one's node keeps why."""
        first, second = sorted((self.of(a), self.of(b)))
        if first == second:
            return
        for k in self._members[second]:
            self._why.setdefault(k, (reason, evidence))
        self._why.setdefault(first, (reason, evidence))
        self._parent[second] = first
        self._members[first] += self._members.pop(second)
        self._docs[first] = self._docs[first] | self._docs[second]
        if second in self.canonical:
            self.canonical.setdefault(first, self.canonical.pop(second))

    def linked(self, aliases: Sequence[Alias]) -> Linked:
        told = _told(aliases)
        taken: set[str] = set()
        sources: list[Source] = []
        ids: dict[tuple[str, str], str] = {}
        merges: list[Merge] = []
        for group in sorted(self._members):
            members = sorted(self._members[group])
            merged = _merge([source for k in members for source in self.nodes[k].sources])
            if group in self.canonical:
                merged = _overruled(merged, self.canonical[group], told)
            source_id = _free(_id(merged, [self.nodes[k].source_id for k in members]), taken)
            taken.add(source_id)
            merged = dataclasses.replace(merged, source_id=source_id)
            sources.append(merged)
            for k in members:
                node = self.nodes[k]
                if node.name != merged.name:
                    reason, evidence = self._why.get(k, ("aliases.csv", merged.name))
                    docs = tuple(dict.fromkeys(doc_id for doc_id, _ in node.places))
                    merges.append(Merge(source_id, merged.name, node.name, reason, evidence, docs))
                ids.update((place, source_id) for place in node.places)
        # the parts of a joint source go by their new ids too
        sources = [_with_members(source, ids) for source in sources]
        return Linked(tuple(sources), ids, tuple(merges))


def _with_members(source: Source, ids: dict[tuple[str, str], str]) -> Source:
    if not source.members:
        return source
    doc_id = source.doc_ids[0] if source.doc_ids else ""
    return dataclasses.replace(
        source, members=tuple(dict.fromkeys(ids.get((doc_id, part), part) for part in source.members))
    )


def _id(source: Source, ids: Sequence[str]) -> str:
    """The slug of a named source's name; what names nobody keeps the id it has in its article."""
    return names.slug(source.name) if "@" not in ids[0] or len(ids) > 1 or source.wikidata else ids[0]


def _free(source_id: str, taken: set[str]) -> str:
    number, free = 2, source_id
    while free in taken:
        free, number = f"{source_id}-{number}", number + 1
    return free


# --- what the study says ---------------------------------------------------------------------------------------------


def _told(aliases: Sequence[Alias]) -> dict[tuple[str, ...], list[Alias]]:
    told: dict[tuple[str, ...], list[Alias]] = defaultdict(list)
    for alias in aliases:
        told[names.key(alias.canonical)].append(alias)
    return told


def _by_aliases(groups: _Groups, aliases: Sequence[Alias]) -> None:
    """Join what the study calls one, by the name that an article gives it or, where that says nothing, its words."""
    canonical = {names.key(alias.name): alias.canonical for alias in aliases}
    canonical |= {names.key(alias.canonical): alias.canonical for alias in aliases}
    first: dict[str, int] = {}
    for k, node in enumerate(groups.nodes):
        name = canonical.get(names.key(node.name))
        if name is None or node.name == UNKNOWN:
            continue
        groups.canonical[groups.of(k)] = name
        groups.join(first.setdefault(name, k), k, "aliases.csv", f"{node.name} is {name}")


def _overruled(source: Source, canonical: str, told: dict[tuple[str, ...], list[Alias]]) -> Source:
    """The source as the study's aliases have it; what they leave open is as the articles say."""
    rows = told[names.key(canonical)]

    forms = dict.fromkeys((source.name, *source.aliases))
    return dataclasses.replace(
        source,
        name=canonical,
        aliases=tuple(form for form in forms if form != canonical),
        named=True,
        anonymity="named",
        affiliation=next((row.affiliation for row in rows if row.affiliation), source.affiliation),
        role=next((row.role for row in rows if row.role), source.role),
        wikidata=next((row.wikidata for row in rows if row.wikidata), None),
    )


# --- what the names say ----------------------------------------------------------------------------------------------


def _persons(groups: _Groups, nodes: Sequence[int]) -> None:
    """Full names first, then single words ("Obama") and whatever else is short for just one of them."""
    keys = {k: names.key(groups.nodes[k].name) for k in nodes}
    full = [k for k in nodes if len(keys[k]) > 1]
    _full_names(groups, full)
    by_word: dict[str, list[int]] = defaultdict(list)
    for k in full:
        for word in dict.fromkeys(keys[k]):
            by_word[word].append(k)
    for k in nodes:
        if len(keys[k]) != 1 or k in groups.canonical:
            continue
        holders = {groups.of(other) for other in by_word.get(keys[k][0], ())}
        holders = {
            other for other in holders if _is_called(keys[k][0], [keys[m] for m in groups.members(other) if m in keys])
        }
        holders = {other for other in holders if groups.may_join(k, other)}
        if len(holders) == 1:
            (holder,) = holders
            name = fullest([groups.nodes[m].name for m in groups.members(holder)])
            groups.join(k, holder, "short form", f"nobody else in the corpus is called {groups.nodes[k].name}: {name}")


def _is_called(word: str, full_names: Sequence[tuple[str, ...]]) -> bool:
    """Whether the word is the surname of one of the names, or the first name of a well-known figure ("Hillary").

    Other first names alone, and names of lands and parties, mean somebody only within their article.
    """
    if word in words.COUNTRIES | words.PEOPLES | words.PARTIES.keys():
        return False
    return any(word == name[-1] or (word == name[0] and name in _FIGURES) for name in full_names)


def _full_names(groups: _Groups, nodes: Sequence[int]) -> None:
    """Join alike names; a name that is like two which are not like each other ("George Bush") is neither's."""
    alike: dict[int, dict[int, str]] = defaultdict(dict)
    for a, b in _pairs(nodes, lambda k: variants.blocks(groups.nodes[k].name)):
        found = variants.likeness(groups.nodes[a].name, groups.nodes[b].name)
        if found is not None and groups.may_join(a, b):
            alike[a][b] = alike[b][a] = found
    for a, others in list(alike.items()):
        for b, likeness in others.items():
            between = (alike[a].keys() | alike[b].keys()) - {a, b}
            clear = all(c in alike[a] and c in alike[b] for c in between)
            if a < b and clear and groups.may_join(a, b):
                groups.join(a, b, likeness, f"{groups.nodes[a].name} / {groups.nodes[b].name}")


def _bodies(groups: _Groups, nodes: Sequence[int]) -> None:
    """Forms of one name first; then each acronym goes to the one body that it can stand for, if there is just one."""
    for a, b in _pairs(nodes, lambda k: [" ".join(variants.body_key(groups.nodes[k].name))]):
        if groups.may_join(a, b):
            groups.join(a, b, "other form", f"{groups.nodes[a].name} / {groups.nodes[b].name}")
    by_initials: dict[str, list[int]] = defaultdict(list)
    for k in nodes:
        for acronym in variants.acronyms(groups.nodes[k].name):
            by_initials[acronym].append(k)
    for k in nodes:
        short = groups.nodes[k].name
        if not names.is_acronym(short):
            continue
        bodies = {groups.of(full) for full in by_initials[short.replace(".", "")]}
        if len(bodies) == 1 and groups.may_join(k, *bodies, together=True):
            (body,) = bodies
            groups.join(k, body, "acronym", f"{short}: {groups.nodes[body].name}")


def _pairs(nodes: Sequence[int], blocks: Callable[[int], Iterable[str]]) -> Iterator[tuple[int, int]]:
    """Every pair of nodes that share a block, once, in order of the blocks' first members."""
    held: dict[str, list[int]] = defaultdict(list)
    for k in nodes:
        for block in sorted(set(blocks(k))):
            held[block].append(k)
    seen: set[tuple[int, int]] = set()
    for members in held.values():
        for pair in itertools.combinations(members, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


# --- one source out of several ---------------------------------------------------------------------------------------


def _merge(group: Sequence[Source]) -> Source:
    whole = _Node(group[0].source_id, list(group))
    name = whole.name
    written = dict.fromkeys(form for source in group for form in (source.name, *source.aliases))
    roles = [source.role for source in group if source.role is not None]
    named = any(source.named for source in group)
    unnamed = [source.anonymity for source in group if source.anonymity != "named"]
    return Source(
        source_id=group[0].source_id,
        name=name,
        aliases=tuple(form for form in written if form != name),
        kind=whole.kind,
        named=named,
        affiliation=whole.affiliation,
        role=max(roles, key=lambda role: len(role.split()), default=None),
        doc_ids=tuple(dict.fromkeys(doc_id for source in group for doc_id in source.doc_ids)),
        anonymity="named" if named else Counter(unnamed).most_common(1)[0][0] if unnamed else "unnamed",
        pronouns=whole.pronouns,
        members=next((source.members for source in group if source.members), ()),
    )
