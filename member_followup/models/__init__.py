from . import festival
from . import person
from . import plan
from . import complaint
from . import contact
from . import day
