from . import member_workbook
from . import member_workbook_report
from . import member_workbook_members
from . import member_workbook_schedule
from . import member_workbook_mail
