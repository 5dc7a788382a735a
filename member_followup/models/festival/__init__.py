from . import member_festival
