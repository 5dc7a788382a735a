from . import member_demo_shop
