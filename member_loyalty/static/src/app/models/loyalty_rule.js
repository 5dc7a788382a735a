import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";

export class LoyaltyRule extends Base {
    static pythonModel = "loyalty.rule";

    /**
     * @returns {EarningRule} the rule as utils/earning.js counts it
     */
    getEarningRule() {
        return {
            mode: this.reward_point_mode,
            amount: this.reward_point_amount,
            minimumQuantity: this.minimum_qty,
            minimumAmount: this.minimum_amount,
            minimumWithTax: this.minimum_amount_tax_mode === "incl",
            products: this.any_product ? null : this.validProductIds,
        };
    }
}

registry.category("pos_available_models").add(LoyaltyRule.pythonModel, LoyaltyRule);
