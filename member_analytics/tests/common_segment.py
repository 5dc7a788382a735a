from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase


class SegmentCase(MetricsCase, RolesCase):
    """Twelve members: every other is a woman, every third the staff's, and the n-th spent 10 n."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.segment"].search([]).active = False
        cls.people = cls.env["res.partner"]
        for number in range(12):
            cls.people |= cls.new_member(
                f"Member {number}",
                f"+165025302{number:02}",
                gender="female" if number % 2 else "male",
                user_id=cls.staff.id if number % 3 == 0 else False,
            )
            if number:
                cls.bought(cls.people[number], DAY, 10 * number)
        cls.refresh()
        cls.women = cls.people.filtered(lambda one: one.gender == "female")

    def segment(self, name="Some", domain="[]", **values):
        return self.env["member.segment"].create({"name": name, "domain": domain, **values})

    def fixed(self, members, name="Picked"):
        segment = self.segment(name, kind="static")
        segment._add([("id", "in", members.ids)])
        return segment

    def members(self, segment, user=None):
        segment = segment.with_user(user or self.env.user)
        return segment.env["res.partner"].search(segment._audience()).sudo() & self.people

    def size(self, segment, day=DAY):
        size = self.env["member.segment.size"].search([("segment_id", "=", segment.id), ("day", "=", day)])
        return size.member_count, size.entered_count, size.left_count
