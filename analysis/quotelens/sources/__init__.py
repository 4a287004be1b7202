"""Who the sources are: mentions, coreference, canonical names, kind, affiliation and role.

`resolve` answers for one article (`examine` with the grounds of each answer), `link` joins the answers of many;
`read_aliases` reads a study's own word on who is who.
"""

from quotelens.sources.aliases import Alias, read_aliases
from quotelens.sources.linking import Linked, link
from quotelens.sources.resolution import Resolution, examine, resolve
from quotelens.sources.told import Told

__all__ = ["Alias", "Linked", "Resolution", "Told", "examine", "link", "read_aliases", "resolve"]
