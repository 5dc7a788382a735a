from . import base_partner_merge
from . import loyalty_generate_wizard
from . import member_segment_add
from . import member_metrics_preview
from . import member_metrics_preview_line
from . import member_metrics
