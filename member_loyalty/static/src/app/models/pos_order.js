import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { roundDecimals } from "@web/core/utils/numbers";

const POINT_DIGITS = 2;

patch(PosOrder.prototype, {
    /**
     * @returns {ResPartner|undefined} the order's customer, when they are a member
     */
    getMember() {
        const partner = this.getPartner();
        return partner?.member_number ? partner : undefined;
    },
    getMemberMultiplier() {
        return this.getMember()?.member_tier_id?.points_multiplier || 1;
    },
    _programIsApplicable(program) {
        return (
            super._programIsApplicable(program) &&
            (!program.member_program || Boolean(this.getMember()))
        );
    },
    /**
     * Shows what the server will post: engine/earning.py counts the same way.
     *
     * @override
     */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(programs);
        const member = this.getMember();
        const multiplier = this.getMemberMultiplier();
        for (const { id } of programs.filter((program) => program.member_program)) {
            result[id] = member
                ? result[id].map(({ points }) => ({
                      points: roundDecimals(points * multiplier, POINT_DIGITS),
                  }))
                : [];
        }
        return result;
    },
    _getPointsCorrection(program) {
        const correction = super._getPointsCorrection(program);
        return program.member_program
            ? roundDecimals(correction * this.getMemberMultiplier(), POINT_DIGITS)
            : correction;
    },
    getClaimableRewards() {
        const rewards = super.getClaimableRewards(...arguments);
        return this.getMember()
            ? rewards
            : rewards.filter(({ reward }) => !reward.program_id.member_program);
    },
    /**
     * @returns {Array<LoyaltyStat>} points of the membership programmes, as the till counts them
     */
    getMemberPoints() {
        return this.getLoyaltyPoints().filter(({ program }) => program.member_program);
    },
    /**
     * What the receipt says of the membership: the server's figures once the order is there, the till's own until then.
     *
     * @returns {{number: string, tier: string, pending: boolean, programs: Array}|undefined}
     */
    getMemberReceipt() {
        if (this.member_summary) {
            return { ...this.member_summary, pending: false };
        }
        const member = this.getMember();
        if (!member) {
            return undefined;
        }
        return {
            number: member.member_number,
            tier: member.member_tier_id?.name,
            pending: true,
            programs: this.getMemberPoints().map(({ program, points }) => ({
                program_id: program.id,
                unit: points.name,
                earned: points.won,
                spent: points.spent,
            })),
        };
    },
});
