from . import loyalty_card_update_balance
from . import member_ledger_check
from . import member_take_over
from . import member_statement
