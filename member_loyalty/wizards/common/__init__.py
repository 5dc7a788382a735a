from . import member_settings
