import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isMemberWallet, leavesOut } from "@member_loyalty/app/utils/program";

const PAYMENTS = ["gift_card", "ewallet"];

patch(PosOrderline.prototype, {
    /**
     * @returns {boolean} whether the line sells money for later: a top-up of a wallet, or a gift card
     */
    get isPrepaid() {
        return this._triggeredPrograms.some(({ program_type }) => PAYMENTS.includes(program_type));
    },
    /**
     * @returns {boolean} whether a wallet or a gift card pays on the line
     */
    get isPayment() {
        return PAYMENTS.includes(this.reward_id?.program_id.program_type);
    },
    /**
     * @returns {string} what the line is to the membership, as utils/earning.js says it: 'goods', 'discount' for the
     *     one of the button *Discount*, or 'other' for tips and what is paid in advance
     */
    get memberNature() {
        if (this.product_id.id === this.config.discount_product_id?.id) {
            return "discount";
        }
        return this.isTipLine() || this.isPrepaid ? "other" : "goods";
    },
    /**
     * @returns {LoyaltyProgram|undefined} the membership wallet that the line tops up
     */
    get topUpProgram() {
        return this._triggeredPrograms.find(isMemberWallet);
    },
    /**
     * @returns {boolean} whether points or a wallet of the member were spent on the line
     */
    get isMemberReward() {
        return Boolean(this.is_reward_line && this.reward_id?.program_id.member_program);
    },
    /**
     * @returns {boolean} whether goods come back that no order is named for: the +/- key, and no *Refund*
     */
    get isWithoutOrder() {
        const isReturned = this.getQuantity() < 0 && this.price_unit >= 0;
        return isReturned && !this.refunded_orderline_id && !this.is_reward_line;
    },
    /**
     * What settles a sales order, or pays it down, earns with the sales order. Fields of pos_sale and sale_loyalty.
     */
    _earnsInSale(program) {
        return Boolean(program.sale_ok && this.sale_order_origin_id);
    },
    get _triggeredPrograms() {
        return this.models["loyalty.program"].getBy("trigger_product_ids", this.product_id.id) || [];
    },
    setDiscount() {
        // A top-up puts into the wallet what is paid for it: what it gives more is an offer's.
        if (!this.topUpProgram) {
            super.setDiscount(...arguments);
        }
    },
    /**
     * @param {LoyaltyProgram} earningProgram
     * @returns {EarningLine} the line, with the parts of a combo, as utils/earning.js counts it
     */
    getEarningLine(earningProgram) {
        const parts = [this, ...this.combo_line_ids];
        const reward = this.reward_id;
        const program = reward?.program_id;
        return {
            product: this.product_id.id,
            quantity: this.getQuantity(),
            total: parts.reduce((sum, { prices }) => sum + prices.total_included, 0),
            untaxed: parts.reduce((sum, { prices }) => sum + prices.total_excluded, 0),
            discount: this.discount,
            listed: listedShare(parts),
            nature: this.memberNature,
            earns: !leavesOut(earningProgram, this.product_id) && !this._earnsInSale(earningProgram),
            isReward: Boolean(this.is_reward_line),
            rewardProgram: program?.id,
            rewardProduct: this._getGift()?.id,
            isPayment: this.isPayment,
            isAutomaticDiscount: reward?.reward_type === "discount" && program.trigger === "auto",
            isRefund: Boolean(this.refunded_orderline_id) || this.isWithoutOrder,
        };
    },
    /** The product that the line gives for free; of a line from before the till said which, the first. */
    _getGift() {
        const isGift = this.reward_id?.reward_type === "product";
        return isGift ? this.member_gift_product_id || this.reward_id.reward_product_ids[0] : undefined;
    },
    /** One use of a benefit is one piece, and a line of its own. */
    canBeMergedWith(other) {
        return !this.member_benefit_key && !other.member_benefit_key && super.canBeMergedWith(...arguments);
    },
    setQuantity(quantity) {
        if (this.member_benefit_key && !this.refunded_orderline_id && parseFloat(quantity) > 1) {
            return {
                title: _t("One item per use"),
                body: _t(
                    "%s comes from a benefit. Use the benefit again to add another one.",
                    this.getFullProductName()
                ),
            };
        }
        return super.setQuantity(...arguments);
    },
});

/**
 * The twin of _member_listed of pos.order.line.
 *
 * @param {PosOrderline[]} parts one product, or a combo with what is in it
 * @returns {number} how much of the price that they are sold at stands in the pricelist, at most 1
 */
function listedShare(parts) {
    const soldAt = parts.reduce((sum, line) => sum + line.price_unit * line.qty, 0);
    const [{ product_id, order_id, discount, qty }] = parts;
    if (!discount || !soldAt) {
        return 1;
    }
    const one = product_id.getPrice(order_id.pricelist_id, Math.abs(qty), 0, false, product_id);
    const extras = parts.reduce((sum, line) => sum + extraOf(line) * line.qty, 0);
    return Math.min(Math.max((one * qty + extras) / soldAt, 0), 1);
}

function extraOf({ attribute_value_ids, combo_item_id }) {
    return attribute_value_ids.reduce((sum, value) => sum + value.price_extra, combo_item_id?.extra_price || 0);
}
