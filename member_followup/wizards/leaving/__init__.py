from . import member_leave
