from . import member_segment
from . import member_segment_night
from . import member_segment_membership
from . import member_segment_size
from . import res_partner
