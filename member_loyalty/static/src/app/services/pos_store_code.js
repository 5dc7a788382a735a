import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";
import { canonicalCode } from "@member_loyalty/app/utils/coupon_code";

patch(PosStore.prototype, {
    /**
     * A code that is typed once more in another way is the same coupon: core knows those in use by their codes.
     *
     * @override
     */
    activateCode(code) {
        return super.activateCode(typeof code === "string" ? canonicalCode(code) : code);
    },
});
