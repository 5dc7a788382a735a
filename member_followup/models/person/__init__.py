from . import member_followup_absence
from . import member_followup_person
from . import res_partner
from . import res_users
