import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { patch } from "@web/core/utils/patch";

patch(PaymentScreen.prototype, {
    /**
     * A refund that nothing is left of is an empty order like any other: core reads its first line, and the till would
     * stay white, also after it is loaded again.
     *
     * @override
     */
    onMounted() {
        if (this.currentOrder.isRefund && !this.currentOrder.lines.length) {
            this.currentOrder.is_refund = false;
        }
        super.onMounted(...arguments);
    },
});
