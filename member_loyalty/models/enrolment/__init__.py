from . import member_enrolment_rule
from . import member_enrolment
from . import res_partner
from . import pos_config
