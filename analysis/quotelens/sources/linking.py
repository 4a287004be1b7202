"""Articles' sources -> a corpus's sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from quotelens.records import Source


def link(per_article: Iterable[Sequence[Source]]) -> list[Source]:
    """Merge the sources of many articles: those with the same `source_id` become one.

    Args:
        per_article: The sources of each article, as `resolve` gives them.

    Returns:
        One source per `source_id`, in order of first appearance. Its name is the longest (ties: the first), the other
        names and all aliases follow without repeats in order of appearance; doc_ids are joined likewise. Kind is what
        most articles say; affiliation too, where "unknown" counts only if no article knows better; ties go to the first
        seen. It is named if any article names it. The role is the one of most words (ties: the first).
    """
    groups: dict[str, list[Source]] = {}
    for sources in per_article:
        for source in sources:
            groups.setdefault(source.source_id, []).append(source)
    return [_merge(group) for group in groups.values()]


def _merge(group: Sequence[Source]) -> Source:
    name = max((source.name for source in group), key=len)
    written = dict.fromkeys(form for source in group for form in (source.name, *source.aliases))
    roles = [source.role for source in group if source.role is not None]
    known = [source.affiliation for source in group if source.affiliation != "unknown"]
    # Counter keeps the order of first appearance, and most_common is stable
    return Source(
        source_id=group[0].source_id,
        name=name,
        aliases=tuple(form for form in written if form != name),
        kind=Counter(source.kind for source in group).most_common(1)[0][0],
        named=any(source.named for source in group),
        affiliation=Counter(known).most_common(1)[0][0] if known else "unknown",
        role=max(roles, key=lambda role: len(role.split()), default=None),
        doc_ids=tuple(dict.fromkeys(doc_id for source in group for doc_id in source.doc_ids)),
    )
