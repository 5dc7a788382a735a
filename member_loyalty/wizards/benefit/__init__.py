from . import member_benefit_use_make
