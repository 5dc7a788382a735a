import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { patch } from "@web/core/utils/patch";

patch(TicketScreen.prototype, {
    /**
     * What a member paid with comes back with the goods, in its share: nobody refunds it by hand.
     *
     * @override
     */
    _isEWalletGiftCard(orderline) {
        return super._isEWalletGiftCard(orderline) || orderline.isMemberReward;
    },
    /**
     * What comes back of a top-up is asked before there is an order: one that nothing is left on, since the refund was
     * declined or refused, can't be opened by core's screens.
     *
     * @override
     */
    async onDoRefund() {
        const order = this.getSelectedOrder();
        if (!order || (this._doesOrderHaveSoleItem(order) && !this._prepareAutoRefundOnOrder(order))) {
            return;
        }
        const details = () => this._getRefundableDetails(order.getPartner(), order);
        this.topUpQuotes = await this.pos.quoteTopUpRefunds(details());
        if (details().length) {
            await super.onDoRefund(...arguments);
        }
    },
    async addAdditionalRefundInfo(order, destinationOrder) {
        await super.addAdditionalRefundInfo(...arguments);
        for (const line of destinationOrder.lines) {
            const amount = this.topUpQuotes[line.refunded_orderline_id?.uuid];
            if (amount) {
                line.update({ qty: -1, price_unit: amount, price_type: "manual" });
            }
        }
        destinationOrder.updateMemberRefund();
    },
});
