from . import member_report_campaign
from . import member_report_reasons
