from . import member_followup
from . import member_followup_focus
from . import member_followup_hand
from . import member_followup_mine
from . import member_followup_run
from . import member_revision
