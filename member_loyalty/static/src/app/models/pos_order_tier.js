import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { roundDecimals } from "@web/core/utils/numbers";
import { reachedStep } from "@member_loyalty/app/utils/tier_reach";
import { patch } from "@web/core/utils/patch";

const PAYMENTS = ["gift_card", "ewallet"];
export const NOTHING = { amount: 0, points: 0 };

patch(PosOrder.prototype, {
    /**
     * What this order counts for on the way to a tier, as the server will count it.
     *
     * @param {TierStep} step
     * @returns {OrderCount}
     */
    getTierCount(step) {
        // What a return takes away is the server's to say, who knows what it gave.
        if (this.getHasRefundLines()) {
            return NOTHING;
        }
        return { amount: step.counts_here ? this._getTierAmount(step) : 0, points: this._getTierPoints(step) };
    },
    _getTierAmount({ categories, gross, paid_in }) {
        let amount = 0;
        for (const line of this.lines) {
            const isPaidOut = PAYMENTS.includes(line.reward_id?.program_id.program_type);
            if (isPaidOut || line.isPrepaid) {
                amount += paid_in && !categories ? line.priceIncl : 0;
            } else if (!categories || categories.includes(line.product_id.product_tmpl_id.categ_id?.id)) {
                amount += gross ? line.priceIncl : line.priceExcl;
            }
        }
        return roundDecimals(amount, 2);
    },
    _getTierPoints({ asked }) {
        const programs = asked.points ? this.models["loyalty.program"].getAll() : [];
        return programs
            .filter(
                (program) => program.member_program && !program.isMemberWallet && this._programIsApplicable(program)
            )
            .reduce((sum, program) => sum + this.getEarnedPoints(program), 0);
    },
    /**
     * @param {TierStep[]} ladder
     * @returns {TierStep|undefined} the tier that this order brings
     */
    getTierBrought(ladder) {
        const brings = this.lines.length && !this.getHasRefundLines();
        return brings ? reachedStep(ladder, (step) => this.getTierCount(step)) : undefined;
    },
});
