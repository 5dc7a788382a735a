from . import member_followup_activate
from . import member_followup_preview
from . import member_followup_preview_line
from . import member_followup_add
