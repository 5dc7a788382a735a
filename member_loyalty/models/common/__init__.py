from . import member_append_only
from . import member_in_force
from . import member_remembered
from . import ir_model_fields
from . import member_job
from . import member_job_night
from . import res_company
from . import res_config_settings
