import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";
import { isMemberSpending } from "@member_loyalty/app/utils/program";

let isPatched = false;

/**
 * The button *Discount* takes its part of what the goods cost: not of what is left once points and a wallet have paid, or
 * the discount and the payment would lower each other for ever; nor of a top-up, which puts into the wallet what is paid.
 *
 * For when all addons are loaded: pos_discount may not be there, and comes after us.
 */
export function discountGoodsOnly() {
    if (isPatched || !PosOrderline.prototype.isGlobalDiscountApplicable) {
        return;
    }
    isPatched = true;
    patch(PosOrderline.prototype, {
        isGlobalDiscountApplicable() {
            const isSpending = this.reward_id && isMemberSpending(this.reward_id);
            return !isSpending && !this.topUpProgram && super.isGlobalDiscountApplicable(...arguments);
        },
    });
}
