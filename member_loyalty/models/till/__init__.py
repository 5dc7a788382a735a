from . import res_partner
from . import member_count_difference
from . import pos_config
from . import pos_session
from . import pos_order
from . import pos_order_movements
from . import pos_order_line
