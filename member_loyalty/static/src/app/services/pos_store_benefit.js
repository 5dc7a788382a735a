import { PosStore } from "@point_of_sale/app/services/pos_store";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { uuidv4 } from "@point_of_sale/utils";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { benefitKeys } from "@member_loyalty/app/utils/benefit";

patch(PosStore.prototype, {
    /**
     * The member uses a benefit: the server counts it, and its product comes onto the order.
     *
     * @param {PosOrder} order
     * @param {Object} benefit of the snapshot
     */
    async useBenefit(order, benefit) {
        const product = benefit.product_id && this.models["product.product"].get(benefit.product_id);
        if (benefit.product_id && !product) {
            this.notification.add(
                _t(
                    "The product of %s isn't sold at this till. Ask a manager to add it to the till's products.",
                    benefit.name
                ),
                { type: "warning" }
            );
            return;
        }
        const note = benefit.needs_note ? await this._askBenefitNote(benefit) : false;
        if (benefit.needs_note && !note) {
            return;
        }
        const key = uuidv4();
        const partnerId = order.getPartner().id;
        const answer = await this.askMembership(
            "use_benefit",
            partnerId,
            benefit.id,
            key,
            note,
            product ? order.uuid : false
        );
        this._takeBenefitAnswer(order, partnerId, answer);
        if (answer.status === "used" && product) {
            // The line may be removed before the order is canceled.
            order.uiState.memberBenefits = [...(order.uiState.memberBenefits || []), key];
            await this.addLineToOrder(
                {
                    product_id: product,
                    product_tmpl_id: product.product_tmpl_id,
                    price_unit: benefit.price,
                    member_benefit_key: key,
                },
                order,
                {},
                false
            );
        }
    },
    async undoBenefit(order, key, reason = false) {
        const partnerId = order.getPartner()?.id;
        const answer = await this.askMembership("undo_benefit", key, reason);
        this._takeBenefitAnswer(order, partnerId, answer);
        if (answer.status === "undone") {
            order.uiState.memberBenefits = order.uiState.memberBenefits?.filter((used) => used !== key);
            order.lines
                .filter((line) => line.member_benefit_key === key)
                .forEach((line) => order.removeOrderline(line));
        }
    },
    async _askBenefitNote(benefit) {
        const note = await makeAwaitable(this.dialog, TextInputPopup, {
            title: benefit.name,
            placeholder: _t("What is it used for?"),
        });
        return note?.trim();
    },
    _takeBenefitAnswer(order, partnerId, { status, message, benefits }) {
        const snapshot = order.uiState.memberSnapshot;
        if (benefits && snapshot?.partner_id === partnerId) {
            snapshot.benefits = benefits;
        }
        if (status === "offline") {
            this.notification.add(_t("Benefits can be used again once the till is online."), { type: "warning" });
        } else if (message) {
            this.notification.add(message, { type: "warning" });
        }
    },
    /**
     * What a benefit put on an order that isn't sold, the member can use again.
     */
    async deleteOrders(orders) {
        const keys = orders.filter((order) => !order.finalized).flatMap(benefitsOf);
        const result = await super.deleteOrders(...arguments);
        for (const key of result === false ? [] : keys) {
            await this.askMembership("undo_benefit", key, _t("The order was canceled"));
        }
        return result;
    },
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
            this.dialog.add(AlertDialog, { title: _t("Not allowed on this order"), body: message });
        }
        return !message;
    },
});

/**
 * @returns {string[]} keys of the uses that put a product on the order, whether it is still there or not
 */
function benefitsOf(order) {
    return [...new Set([...benefitKeys(order), ...(order.uiState.memberBenefits || [])])];
}
