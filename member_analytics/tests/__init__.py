from . import test_metrics
from . import test_metrics_access
from . import test_metrics_incremental
from . import test_report_recency
from . import test_workbook_members
from . import test_workbook_report
from . import test_workbook_schedule
