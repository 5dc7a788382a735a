from . import member_handbook
from . import member_handbook_content
from . import member_handbook_tiers
from . import member_handbook_points
from . import member_handbook_terms
from . import res_partner
from . import pos_config
