from . import member_contest_board
from . import member_followup_report
from . import member_report_followup
from . import member_report_followup_more
from . import member_report_campaign
from . import member_report_reasons
