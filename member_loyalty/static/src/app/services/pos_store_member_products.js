import { PosStore } from "@point_of_sale/app/services/pos_store";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * A product that the customer can't buy doesn't get onto the order; without a customer yet, the cashier is told.
     *
     * @override
     */
    async addLineToOrder(vals, order) {
        const id = vals.product_tmpl_id?.id ?? vals.product_tmpl_id;
        const problem = vals.refunded_orderline_id
            ? ""
            : order.getMemberProductProblem(this.models["product.template"].get(id));
        if (problem && order.getPartner()) {
            this.notification.add(problem, { type: "warning" });
            return;
        }
        const line = await super.addLineToOrder(...arguments);
        if (problem && line) {
            this.notification.add(problem, { type: "info" });
        }
        return line;
    },
    /**
     * @returns {Promise<boolean>} false when the order holds what its customer can't buy; the cashier was told
     */
    async checkMemberProducts(order) {
        const quantities = order.getMemberOnlyQuantities();
        const problems = [...quantities.keys()].map((product) => order.getMemberProductProblem(product));
        let message = problems.filter(Boolean).join("\n");
        const limited = [...quantities].filter(([product]) => product.member_quantity);
        if (!message && limited.length) {
            // Offline the sale goes on: the server flags it when it arrives.
            const answer = await this.askMembership(
                "check_member_products",
                order.getPartner().id,
                Object.fromEntries(limited.map(([product, quantity]) => [product.id, quantity]))
            );
            message = answer.status === "offline" ? "" : answer.message;
        }
        if (message) {
            this.dialog.add(AlertDialog, { title: _t("Not on this order"), body: message });
        }
        return !message;
    },
    async pay() {
        if (await this.checkMemberProducts(this.getOrder())) {
            return super.pay(...arguments);
        }
    },
});
