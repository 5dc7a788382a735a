import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { roundDecimals } from "@web/core/utils/numbers";
import { firstMet } from "@member_loyalty/app/utils/enrolment";
import { patch } from "@web/core/utils/patch";

const PAYMENTS = ["gift_card", "ewallet"];

patch(PosOrder.prototype, {
    /**
     * Rules that count for the order's customer; a customer who isn't chosen yet may live anywhere a rule doesn't ask.
     */
    getEnrolmentRules() {
        const partner = this.getPartner();
        const today = luxon.DateTime.now().toISODate();
        return this.config._member_enrolment_rules.filter(
            (rule) =>
                (!rule.date_to || rule.date_to >= today) &&
                isIn(rule.countries, partner?.country_id) &&
                isIn(rule.states, partner?.state_id)
        );
    },
    /**
     * @returns {Object<number, number>} what this order brings to each rule: net, without what is paid in advance
     */
    getEnrolmentAtHand() {
        return Object.fromEntries(
            this.getEnrolmentRules().map((rule) => {
                const lines = this.lines.filter(
                    (line) =>
                        !line.isPrepaid &&
                        !PAYMENTS.includes(line.reward_id?.program_id.program_type) &&
                        isIn(rule.categories, line.product_id.product_tmpl_id.categ_id)
                );
                const net = lines.reduce((sum, { prices }) => sum + prices.total_excluded, 0);
                return [rule.id, roundDecimals(net, 2)];
            })
        );
    },
    /**
     * @returns {{rule: EnrolmentRule, figure: number, isAutomatic: boolean}|undefined} the rule by which this order's
     *     customer may become a member now. Without network, or without a customer, the order in hand decides alone.
     */
    getEnrolmentOffer() {
        const partner = this.getPartner();
        if (partner?.member_number || !this.lines.length) {
            return undefined;
        }
        const snapshot = this.uiState.memberSnapshot;
        const known = (partner && snapshot?.partner_id === partner.id && snapshot.enrolment) || {};
        const met = firstMet(this.getEnrolmentRules(), known.bought || {}, this.getEnrolmentAtHand());
        const hasAgreed = known.consented || !this.config._member_consent_required;
        return met && { ...met, isAutomatic: Boolean(partner && met.rule.how === "automatic" && hasAgreed) };
    },
});

function isIn(ids, record) {
    return !ids || !ids.length || ids.includes(record?.id);
}
