from . import member_tier_hold
