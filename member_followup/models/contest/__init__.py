from . import member_contest
from . import member_contest_part
from . import member_contest_rule
from . import member_contest_prize
from . import member_contest_place
