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
    async addAdditionalRefundInfo(order, destinationOrder) {
        await super.addAdditionalRefundInfo(...arguments);
        await this.pos.quoteTopUpRefunds(destinationOrder);
        destinationOrder.updateMemberRefund();
    },
});
