import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberButton } from "@member_loyalty/app/components/member_button/member_button";
import { patch } from "@web/core/utils/patch";
import { isMemberSpending } from "@member_loyalty/app/utils/program";

patch(ControlButtons, {
    components: { ...ControlButtons.components, ActButton, MemberButton },
});

patch(ControlButtons.prototype, {
    /**
     * A free amount of points is asked for.
     *
     * @override
     */
    async _applyReward(reward, coupon_id) {
        if (isMemberSpending(reward)) {
            return this.pos.claimAmount(reward, coupon_id);
        }
        return super._applyReward(...arguments);
    },
    async onClickWallet() {
        const order = this.pos.getOrder();
        const [first, ...others] = this._getEWalletRewards(order);
        if (first && isMemberSpending(first.reward) && !others.length && order.priceIncl > 0) {
            return this.pos.claimAmount(first.reward, first.coupon_id);
        }
        return super.onClickWallet(...arguments);
    },
});
