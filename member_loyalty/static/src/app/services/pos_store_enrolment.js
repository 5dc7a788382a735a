import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        for (const order of orders) {
            await this.welcomeMember(order);
        }
    },
    /**
     * The sale itself made the customer a member.
     */
    async welcomeMember(order) {
        const number = order.member_summary?.number;
        if (!number || !order.getPartner() || order.getMember()) {
            return;
        }
        this.notification.add(
            _t("%(name)s is a member now, with number %(number)s.", { name: order.getPartnerName(), number }),
            { type: "success" }
        );
        await this.refreshMember(order, true);
    },
});
