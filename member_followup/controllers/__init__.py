from . import mailing
from . import message
