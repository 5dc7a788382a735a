import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";
import { MemberCardDialog } from "@member_loyalty/app/components/popups/member_card_dialog/member_card_dialog";

patch(PosStore.prototype, {
    /**
     * Whether a card from the stock, scanned now, is meant for the order's member: one who has none in use.
     */
    canGiveCard(order) {
        const { partner_id, number, card } = order.uiState.memberSnapshot || {};
        return Boolean(number && partner_id === order.getPartner()?.id && card?.state !== "active");
    },
    /**
     * @param {string} [number] of the card that was scanned
     */
    giveCard(order, number = "") {
        this.dialog.add(MemberCardDialog, { order, card: order.uiState.memberSnapshot.card, number });
    },
    /**
     * Put what a card costs on the order, once.
     *
     * @param {Object} card as the snapshot has it
     */
    async chargeCard(order, { fee }) {
        const product = fee && this.models["product.product"].get(fee.product_id);
        if (product && !order.finalized && !order.paysCard(product.id)) {
            await this.addLineToOrder(
                {
                    product_id: product,
                    product_tmpl_id: product.product_tmpl_id,
                    price_unit: fee.amount,
                    price_type: "manual",
                },
                order,
                {},
                false
            );
        }
    },
});
