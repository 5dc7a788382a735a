from . import member_watch_rule
from . import member_alert
