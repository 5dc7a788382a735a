from . import base_partner_merge
from . import loyalty_card_update_balance
from . import member_card_give
from . import member_card_repair
from . import member_enrol
from . import member_ledger_check
from . import member_ledger_check_line
from . import member_take_over
