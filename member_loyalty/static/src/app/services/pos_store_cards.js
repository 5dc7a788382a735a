import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * Put what a card costs on the order, once.
     *
     * @param {Object} card as the snapshot has it
     */
    async chargeCard(order, { fee }) {
        const product = fee && this.models["product.product"].get(fee.product_id);
        if (product && !order.finalized && !order.paysCard(product.id)) {
            await this.addLineToOrder(
                {
                    product_id: product,
                    product_tmpl_id: product.product_tmpl_id,
                    price_unit: fee.amount,
                    price_type: "manual",
                },
                order,
                {},
                false
            );
        }
    },
});
