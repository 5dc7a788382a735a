from . import member_complaint
from . import member_complaint_reason
from . import member_leaving
