from . import member_followup_plan_contact
