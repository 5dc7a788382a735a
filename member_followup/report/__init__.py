from . import member_report_reasons
