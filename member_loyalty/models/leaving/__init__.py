from . import member_leaving
from . import res_partner
from . import member_job
