from . import member_festival
from . import member_festival_date
