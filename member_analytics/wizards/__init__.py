from . import base_partner_merge
from . import loyalty_generate_wizard
from . import member_segment_add
