from . import member_complaint
from . import member_followup
from . import res_partner
