from . import member_card_type
from . import member_card_batch
from . import member_card
from . import member_card_state
from . import member_card_lookup
from . import res_partner
from . import barcode_rule
from . import pos_config
