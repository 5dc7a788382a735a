from . import member_workbook
from . import member_workbook_members
from . import member_workbook_schedule
