from . import member_topup_make
from . import member_value_refund_make
