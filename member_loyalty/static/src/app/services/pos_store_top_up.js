import { PosStore } from "@point_of_sale/app/services/pos_store";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    async addTopUp(program, amount, offer) {
        const product = program.trigger_product_ids[0];
        const order = this.getOrder();
        const line = await this.addLineToCurrentOrder(
            { product_id: product, product_tmpl_id: product.product_tmpl_id, price_unit: amount },
            {},
            false
        );
        if (line && offer) {
            order.uiState.memberOffers[line.uuid] = offer.id;
        }
    },
    /**
     * What comes back of a top-up is the server's to say, who knows what was spent since: its calculation is shown
     * before it becomes the price.
     */
    async quoteTopUpRefunds(order) {
        for (const line of order.lines.filter((line) => line.refunded_orderline_id?.topUpProgram)) {
            const quote = await this.askMembership("topup_refund_quote", line.refunded_orderline_id.id);
            if (await this._acceptsQuote(line, quote)) {
                line.update({ qty: -1, price_unit: quote.amount, price_type: "manual" });
            } else {
                line.delete();
            }
        }
    },
    async _acceptsQuote(line, quote) {
        const problem =
            quote.status === "offline"
                ? _t("Offline: what is left of a top-up is known to the shop's server only. Refund it later.")
                : quote.message;
        if (problem) {
            this.dialog.add(AlertDialog, { title: _t("No refund of the top-up"), body: problem });
            return false;
        }
        return ask(this.dialog, {
            title: _t("Refund of the top-up: %s", this.env.utils.formatCurrency(quote.amount)),
            body: quote.explanation.join("\n"),
            confirmLabel: _t("Refund"),
            cancelLabel: _t("Leave it"),
        });
    },
});
