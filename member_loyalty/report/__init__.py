from . import member_balance_report
from . import member_points_ageing
from . import member_points_report
from . import member_value_reconciliation
from . import member_value_report
