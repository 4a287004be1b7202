"""Do two claims corroborate or contradict each other, or not touch?"""

from quotelens.claims.compare import compare, groups
from quotelens.claims.independence import effective_n, voices
from quotelens.claims.likeness import of_quotes as vectors
from quotelens.claims.relation import RELATIONS, Relation, relate
from quotelens.claims.signs import Evidence, evidence
from quotelens.claims.stances import STANCES, Stance, stance

__all__ = [
    "RELATIONS",
    "STANCES",
    "Evidence",
    "Relation",
    "Stance",
    "compare",
    "effective_n",
    "evidence",
    "groups",
    "relate",
    "stance",
    "vectors",
    "voices",
]
