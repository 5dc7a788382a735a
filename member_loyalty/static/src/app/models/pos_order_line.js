import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";

const PAYMENTS = ["gift_card", "ewallet"];

patch(PosOrderline.prototype, {
    /**
     * @returns {EarningLine} the line, with the parts of a combo, as utils/earning.js counts it
     */
    getEarningLine() {
        const parts = [this, ...this.combo_line_ids];
        const reward = this.reward_id;
        const program = reward?.program_id;
        return {
            product: this.product_id.id,
            quantity: this.getQuantity(),
            total: parts.reduce((sum, { prices }) => sum + prices.total_included, 0),
            untaxed: parts.reduce((sum, { prices }) => sum + prices.total_excluded, 0),
            isReward: Boolean(this.is_reward_line),
            rewardProgram: program?.id,
            rewardProduct: reward?.reward_type === "product" ? reward.reward_product_ids[0]?.id : undefined,
            isPayment: PAYMENTS.includes(program?.program_type),
            isAutomaticDiscount: reward?.reward_type === "discount" && program.trigger === "auto",
            isRefund: Boolean(this.refunded_orderline_id),
        };
    },
});
