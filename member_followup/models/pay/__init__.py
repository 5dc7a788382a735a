from . import member_bonus_scheme
from . import member_bonus_rule
from . import member_bonus_sheet
from . import member_bonus_sheet_count
from . import member_bonus_line
