"""Do two claims corroborate or contradict each other, or not touch?"""

from quotelens.claims.relation import RELATIONS, Relation, relate
from quotelens.claims.signs import Evidence, evidence
from quotelens.claims.stances import STANCES, Stance, stance

__all__ = [
    "RELATIONS",
    "STANCES",
    "Evidence",
    "Relation",
    "Stance",
    "evidence",
    "relate",
    "stance",
]
