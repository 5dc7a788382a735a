from . import member_followup
