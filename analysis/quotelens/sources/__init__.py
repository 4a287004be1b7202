"""Who the sources are: mentions, coreference, canonical names, kind, affiliation and role.

`resolve` answers for one article, `link` joins the answers of many.
"""

from quotelens.sources.linking import link
from quotelens.sources.resolution import resolve

__all__ = ["link", "resolve"]
