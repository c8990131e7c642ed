"""Is this the same person? Pure: no database, no clock.

`Traits` is what a person is compared by, `keys` where to look for who might be the same, `compare` how two agree,
`Model` what that is worth, `learn` how a model is made without anybody saying who is the same, `explain` its words.
"""

from .agreement import Agreement, agreement, agreements, may_be_disclosed
from .clusters import clusters
from .comparing import are_identical, compare, have_same_document, share_a_home
from .keys import Key, Kind, keys, search_keys, telling_keys
from .learning import learn, learn_from
from .model import HIGHLIGHT, HINT, Model, Pair, Score, default_model
from .pairing import LIMITS, Pairing
from .traits import Traits
from .words import explain

__all__ = [
    "HIGHLIGHT",
    "HINT",
    "LIMITS",
    "Agreement",
    "Key",
    "Kind",
    "Model",
    "Pair",
    "Pairing",
    "Score",
    "Traits",
    "agreement",
    "agreements",
    "are_identical",
    "clusters",
    "compare",
    "default_model",
    "explain",
    "have_same_document",
    "keys",
    "learn",
    "learn_from",
    "may_be_disclosed",
    "search_keys",
    "share_a_home",
    "telling_keys",
]
