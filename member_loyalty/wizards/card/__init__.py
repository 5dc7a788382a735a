from . import member_card_count
from . import member_card_give
from . import member_card_move
from . import member_card_repair
