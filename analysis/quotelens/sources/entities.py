"""What an article names, quoted or not."""

from __future__ import annotations

import json

import pandas as pd

from quotelens import tables
from quotelens.records import Article
from quotelens.sources import mentions
from quotelens.sources.coreference import gather
from quotelens.sources.layout import lay_out


def names_in(article: Article) -> pd.DataFrame:
    """Everybody and everything that an article names, as `examine` sees them: surnames go to their full names.

    Returns:
        A frame as `tables.NAMES` says, in order of first appearance. Two who go by one name are one row, with the kind
        of the first. Names are found by their capitals: the kind is "unclear" where nothing beside the name tells, and
        a "person" of two capital words may be a place or a thing.
    """
    layout = lay_out(article.text)
    rows: dict[str, dict[str, object]] = {}
    forms: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for member in gather(layout, mentions.find(layout)).members:
        rows.setdefault(member.name, {"doc_id": article.doc_id, "name": member.name, "kind": member.kind})
        forms.setdefault(member.name, []).extend(mention.name for mention in member.mentions)
        counts[member.name] = counts.get(member.name, 0) + len(member.mentions)
    return tables.NAMES.frame(
        [
            row
            | {"n_mentions": counts[name], "forms": json.dumps(list(dict.fromkeys(forms[name])), ensure_ascii=False)}
            for name, row in rows.items()
        ]
    )
