from . import member_consent
from . import member_followup_branch
from . import member_followup_cap
from . import member_followup_plan
from . import member_followup_step
from . import member_followup_version
