from . import member_followup_plan
from . import member_followup_plan_uplift
from . import member_followup_run
from . import member_followup_target
