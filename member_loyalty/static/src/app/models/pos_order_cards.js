import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    paysCard(productId) {
        return this.lines.some(({ product_id, qty }) => product_id.id === productId && qty > 0);
    },
});
