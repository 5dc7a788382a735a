from . import member_enrol
from . import member_enrol_handbook
