"""Who the sources are: mentions, coreference, canonical names, kind, affiliation and role.

`resolve` answers for one article (`examine` with the grounds of each answer), `link` joins the answers of many;
`read_aliases` reads a study's own word on who is who; `names_in` lists whom an article names, quoted or not.
"""

from quotelens.sources.aliases import Alias, read_aliases
from quotelens.sources.entities import names_in
from quotelens.sources.linking import Linked, link
from quotelens.sources.resolution import Resolution, examine, resolve

__all__ = ["Alias", "Linked", "Resolution", "examine", "link", "names_in", "read_aliases", "resolve"]
