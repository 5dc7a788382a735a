from . import member_report
from . import member_report_classes
from . import member_report_ends
from . import member_report_groups
from . import member_report_habits
from . import member_report_recency
from . import member_report_rfm
