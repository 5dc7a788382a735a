from . import member_followup_run
from . import member_followup
from . import res_partner
