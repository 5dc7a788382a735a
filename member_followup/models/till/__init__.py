from . import member_followup
from . import pos_config
