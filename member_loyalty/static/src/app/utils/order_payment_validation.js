import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
    /**
     * What *Pay* has asked isn't asked again. A fast payment comes here without it.
     * What is paid later is no top-up yet, and the till can tell without the server.
     *
     * @override
     */
    async validateOrder() {
        const problem = this.order.getTopUpPaymentProblem();
        if (problem) {
            this.pos.dialog.add(AlertDialog, { title: _t("Payment not possible"), body: problem });
            return false;
        }
        if (this.pos.isSpendingChecked(this.order) || (await this.pos.checkSpending(this.order))) {
            return super.validateOrder(...arguments);
        }
        return false;
    },
    /**
     * Paid without the server: the order says so when it gets there. Refused by the server, since another till was
     * faster: the order is as it was, with the balance of now, and waits here until it is paid, or each later sale would
     * leave it on the server as a draft.
     *
     * @override
     */
    handleValidationError(error) {
        if (error instanceof ConnectionLostError) {
            this.order.member_offline = true;
        } else if (error instanceof RPCError) {
            this.pos.removePendingOrder(this.order);
            if (this.order.getMemberSpending().length) {
                this.pos.refreshMember(this.order, true);
            }
        }
        return super.handleValidationError(...arguments);
    },
});
