from . import feedback, message
