from . import portal
from . import portal_card
from . import member_file
from . import pivot_export
from . import portal_consent
from . import member_handbook
