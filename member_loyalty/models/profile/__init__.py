from . import loyalty_card
from . import res_partner
from . import res_partner_figures
from . import res_partner_find
from . import res_partner_owed
from . import res_partner_timeline
from . import res_partner_timeline_words
