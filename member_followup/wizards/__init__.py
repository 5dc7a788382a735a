from . import plan
from . import give
from . import person
from . import leaving
from . import campaign
