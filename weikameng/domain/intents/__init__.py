"""What a buyer's message wants (R8.1): 27 intents, zh and en, typos and Traditional included.

Tables of patterns and small functions; the text is data and never an instruction.
"""

from weikameng.domain.intents.model import Catalogue, Intent, Intents, catalogue_from
from weikameng.domain.intents.reading import intents_of, prediction_of

__all__ = ["Catalogue", "Intent", "Intents", "catalogue_from", "intents_of", "prediction_of"]
