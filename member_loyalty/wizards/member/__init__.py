from . import base_partner_merge
from . import base_partner_merge_benefits
from . import base_partner_merge_handbook
from . import base_partner_merge_referrals
from . import base_partner_merge_revision
