from . import member_followup
from . import member_followup_letter
from . import member_followup_result
from . import res_company
from . import res_partner
from . import sms_sms
from . import sms_tracker
