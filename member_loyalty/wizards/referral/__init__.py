from . import member_referral_register
