from . import test_sale
from . import test_clawback
from . import test_ledger
from . import test_tier
from . import test_enrol
from . import test_past_orders
from . import test_program
from . import test_random_walk
