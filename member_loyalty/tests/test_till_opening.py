from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestTillOpening(MemberCase):
    """Which customers a till knows before anybody asks for one."""

    def known(self, offset=0):
        return [partner_id for (partner_id,) in self.config.get_limited_partners_loading(offset)]

    def test_regulars_come_first_then_names(self):
        once, twice = self.env["res.partner"].create([{"name": "Zoe"}, {"name": "Zora"}])
        for partner in (once, twice, twice):
            self.sell(partner, (self.soap, 1))
        others = self.env["res.partner"].create([{"name": "!Second"}, {"name": "!First"}])
        self.assertEqual(self.known()[:4], [twice.id, once.id, others[1].id, others[0].id])

    def test_next_page_goes_on_where_the_first_ended(self):
        self.env["ir.config_parameter"].sudo().set_param("point_of_sale.limited_customer_count", 3)
        regular = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(8)])[5]
        self.sell(regular, (self.soap, 1))
        first, second = self.known(), self.known(offset=3)
        self.assertEqual((len(first), len(second), first[0]), (3, 3, regular.id))
        self.assertFalse(set(first) & set(second))

    def test_customers_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create({"name": "!Theirs", "company_id": other.id})
        self.assertNotIn(partner.id, self.known())
