from . import member_enrolment_rule
from . import member_enrolment_rule_till
from . import member_enrolment
from . import member_enrolment_handbook
from . import res_partner
from . import pos_config
from . import pos_config_enrolment_rule
