from odoo import models


class PosConfig(models.Model):
    """The till's question before it takes the money for products that members buy a limited number of."""

    _inherit = "pos.config"

    def check_member_products(self, partner_id, quantities):
        """Whether a customer may buy what an order holds. The sale checks it again.

        :param quantities: dict of the id of a product template to the quantity on the order
        :return: dict of ``message``, False when all is well
        """
        config, partner = self._member_till_env(partner_id)
        quantities = {int(product_id): quantity for product_id, quantity in quantities.items()}
        products = config.env["product.template"].browse(quantities)
        bought = products._member_bought(partner, config.company_id._member_today())
        messages = [
            product._member_problem(partner)
            or product._member_quantity_problem(partner, bought.get(product, 0), quantities[product.id])
            for product in products
        ]
        return {"message": "\n".join(filter(None, messages)) or False}
