from . import member_benefit
from . import member_benefit_tier
from . import member_benefit_use
from . import res_partner
from . import product_template
from . import pos_config
from . import pos_order
