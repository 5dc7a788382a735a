import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export class LoyaltyProgram extends Base {
    static pythonModel = "loyalty.program";

    get isMemberWallet() {
        return this.member_program && this.program_type === "ewallet";
    }
    /**
     * @returns {LoyaltyReward|undefined} the reward that pays with the wallet
     */
    get walletReward() {
        return this.reward_ids.find((reward) => reward.isMemberSpending);
    }
    /**
     * @returns {EarningPolicy} how points are counted, for utils/earning.js
     */
    getEarningPolicy() {
        return {
            withTaxes: this.member_basis === "gross",
            afterDiscounts: this.member_basis_discounts === "after",
            unit: Number(this.member_rounding),
            method: this.member_rounding_method,
        };
    }
    /**
     * @returns {boolean} whether a product earns nothing here. Read from the raw ids: what is left out may not be sold
     *     at this till.
     */
    leavesOut(product) {
        if (this.raw.member_excluded_product_ids?.includes(product.id)) {
            return true;
        }
        const excluded = this.raw.member_excluded_category_ids || [];
        let category = excluded.length ? product.product_tmpl_id.categ_id : undefined;
        while (category && !excluded.includes(category.id)) {
            category = category.parent_id;
        }
        return Boolean(category);
    }
    /**
     * @returns {boolean} whether what is on the card may be spent today
     */
    get isOpenForSpending() {
        const periods = this.member_redeem_period_ids;
        const today = DateTime.now().startOf("day");
        return (
            !periods.length ||
            periods.some(({ date_from, date_to }) => !(date_from > today) && !(date_to && date_to.endOf("day") < today))
        );
    }
    /**
     * @returns {string} when the points can be spent, for the cashier; empty when they can be now
     */
    get spendingNotice() {
        if (this.isOpenForSpending) {
            return "";
        }
        const next = this.member_redeem_period_ids
            .filter(({ date_from }) => date_from > DateTime.now())
            .toSorted((one, other) => one.date_from - other.date_from)[0];
        if (!next) {
            return _t("%s: nothing can be spent at present", this.name);
        }
        const dates = { program: this.name, from: formatDate(next.date_from) };
        return next.date_to
            ? _t("%(program)s: to be spent from %(from)s to %(to)s", { ...dates, to: formatDate(next.date_to) })
            : _t("%(program)s: to be spent from %(from)s", dates);
    }
}

registry.category("pos_available_models").add(LoyaltyProgram.pythonModel, LoyaltyProgram);
