from . import member_referral_policy
from . import member_referral
from . import member_referral_reward
from . import res_partner
from . import pos_config
from . import pos_order
