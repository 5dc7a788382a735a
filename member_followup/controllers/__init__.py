from . import feedback
from . import mailing
from . import message
