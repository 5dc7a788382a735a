from . import member_household
from . import member_interest
from . import member_income_band
from . import member_file_item
from . import member_job
from . import member_revision
from . import res_partner
from . import pos_config
