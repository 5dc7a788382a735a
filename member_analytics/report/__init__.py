from . import member_report
from . import member_report_recency
