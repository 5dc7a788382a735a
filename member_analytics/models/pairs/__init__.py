from . import member_basket_pair
from . import member_metrics_definition
from . import member_job
