"""In what tone: of what is said, towards whom, and in which words it is reported.

Three things that are easily taken for one another are kept apart: the tone *in* a source's quotes (`score`), the tone
*towards* somebody in others' quotes (`of_targets`), and the stance of the reporter's cue (`cues`). The first is
measured three times: by two published word lists and by a model made for news, since the lists are known to reviewers
and often wrong (`agreement` says how far they agree). None of them sees irony.

`towards` is the model alone, for any sentences.
"""

from quotelens.sentiment.agreement import agreement, agreement_classes, disagreements
from quotelens.sentiment.lexicon import lexicon, words
from quotelens.sentiment.model import logits, towards, whole
from quotelens.sentiment.scoring import of_targets, score
from quotelens.sentiment.summaries import MEASURES, compare, in_context, matrix, stances, summarise

__all__ = [
    "MEASURES",
    "agreement",
    "agreement_classes",
    "compare",
    "disagreements",
    "in_context",
    "lexicon",
    "logits",
    "matrix",
    "of_targets",
    "score",
    "stances",
    "summarise",
    "towards",
    "whole",
    "words",
]
