from . import res_partner
from . import member_purchase
from . import loyalty_card
