from . import member_enrol
