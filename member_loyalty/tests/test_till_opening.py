from odoo.tests import tagged

from odoo.addons.point_of_sale.models.pos_config import PosConfig

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

    def test_a_small_company_knows_its_regulars(self):
        """However many orders the others have made since."""
        regular = self.env["res.partner"].create({"name": "Zoe"})
        self.sell(regular, (self.soap, 1))
        self.patch(self.env.registry["pos.config"], "_member_last_orders", 2)
        other = self.env["res.company"].create({"name": "Other"})
        [order] = self.env["pos.order"].search([("partner_id", "=", regular.id)])
        copies = [order.copy({"name": f"Theirs {number}"}) for number in range(3)]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_order SET company_id = %s WHERE id = ANY(%s)", (other.id, [copy.id for copy in copies])
        )
        self.assertEqual(self.known()[0], regular.id)

    def test_customers_that_other_addons_add(self):
        """Localizations need their default customer at the till, however many others come first."""
        self.env["ir.config_parameter"].sudo().set_param("point_of_sale.limited_customer_count", 1)
        default = self.env["res.partner"].create({"name": "zz Final Consumer"})
        core = PosConfig.get_limited_partners_loading
        self.patch(
            PosConfig,
            "get_limited_partners_loading",
            lambda config, offset=0: [*core(config, offset), (default.id,)],
        )
        known = self.known()
        self.assertEqual((len(known), known[1]), (2, default.id))
