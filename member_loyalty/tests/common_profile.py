from .common import RolesCase


class ProfileCase(RolesCase):
    """Reads profiles as users of each role."""

    def blocks(self, partner=None, user="staff"):
        partner = (partner or self.ada).with_user(self.users[user])
        partner.env.invalidate_all()
        return partner.member_profile()

    def tiles(self, block):
        return {tile["label"]: tile for tile in block["tiles"]}
