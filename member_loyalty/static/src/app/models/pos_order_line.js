import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";

patch(PosOrderline.prototype, {
    ignoreLoyaltyPoints({ program }) {
        // The server takes back what a returned line earned; it is not earned in the negative.
        return (
            super.ignoreLoyaltyPoints(...arguments) ||
            Boolean(program.member_program && this.refunded_orderline_id)
        );
    },
});
