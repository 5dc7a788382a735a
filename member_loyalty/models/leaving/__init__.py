from . import member_leaving
from . import res_partner
from . import res_partner_idle
from . import member_leaving_review
from . import member_job
