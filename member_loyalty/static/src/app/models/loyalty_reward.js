import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";

export class LoyaltyReward extends Base {
    static pythonModel = "loyalty.reward";

    /**
     * @returns {boolean} whether a free amount of points, or of a wallet, is spent on it
     */
    get isMemberSpending() {
        return this.program_id.member_program && this.reward_type === "discount" && this.discount_mode === "per_point";
    }
}

registry.category("pos_available_models").add(LoyaltyReward.pythonModel, LoyaltyReward);
