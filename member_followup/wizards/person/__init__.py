from . import member_followup_hand_over
