from . import member_purchase
from . import member_purchase_figures
from . import member_purchase_line
from . import pos_config
