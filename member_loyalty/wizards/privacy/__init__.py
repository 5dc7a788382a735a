from . import member_erasure
