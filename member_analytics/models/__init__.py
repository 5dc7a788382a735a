from . import metrics
from . import pairs
from . import segment
from . import workbook
from . import member_demo_metrics
