import { PosStore } from "@point_of_sale/app/services/pos_store";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { uuidv4 } from "@point_of_sale/utils";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

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
                _t("%s: its product isn't sold at this till. Ask for the products of the till.", benefit.name),
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
            this.notification.add(_t("Benefits can be used when the connection is back."), { type: "warning" });
        } else if (message) {
            this.notification.add(message, { type: "warning" });
        }
    },
    /**
     * What a benefit put on an order that isn't sold, the member can use again.
     */
    async deleteOrders(orders) {
        const keys = orders
            .filter((order) => !order.finalized)
            .flatMap((order) => order.lines.map(({ member_benefit_key }) => member_benefit_key).filter(Boolean));
        const result = await super.deleteOrders(...arguments);
        for (const key of result === false ? [] : keys) {
            await this.askMembership("undo_benefit", key, _t("The order was cancelled"));
        }
        return result;
    },
});
