from . import member_leave
from . import member_take_back
