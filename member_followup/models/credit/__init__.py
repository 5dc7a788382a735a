from . import member_credit
