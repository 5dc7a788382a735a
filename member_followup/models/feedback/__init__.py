from . import member_feedback
from . import member_followup
from . import member_followup_step
from . import res_company
from . import member_settings
