from .common import MemberCase


class PointsCase(MemberCase):
    """Ada, a member, and her card with points on it."""

    given = 500

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()
        cls.card = cls.loaded(cls.ada, cls.given)
