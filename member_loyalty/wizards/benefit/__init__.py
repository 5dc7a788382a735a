from . import member_benefit_undo
from . import member_benefit_use_make
