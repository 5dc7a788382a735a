import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { benefitKeys } from "@member_loyalty/app/utils/benefit";

patch(OrderSummary.prototype, {
    /**
     * A benefit whose product the cashier takes off the order can be used again at once.
     *
     * @override
     */
    _setValue() {
        const order = this.currentOrder;
        const before = benefitKeys(order);
        super._setValue(...arguments);
        const after = benefitKeys(order);
        for (const key of before.filter((used) => !after.includes(used))) {
            this.pos.undoBenefit(order, key, _t("The product was removed from the order"));
        }
    },
});
