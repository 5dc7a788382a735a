import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosOrderline.prototype, {
    /** One use of a benefit is one piece, and a line of its own. */
    canBeMergedWith(other) {
        return !this.member_benefit_key && !other.member_benefit_key && super.canBeMergedWith(...arguments);
    },
    setQuantity(quantity) {
        if (this.member_benefit_key && !this.refunded_orderline_id && parseFloat(quantity) > 1) {
            return {
                title: _t("One use, one piece"),
                body: _t("%s comes from a benefit: use the benefit again for another one.", this.getFullProductName()),
            };
        }
        return super.setQuantity(...arguments);
    },
});
