from . import metrics
from . import pairs
from . import segment
from . import workbook
from . import profile
