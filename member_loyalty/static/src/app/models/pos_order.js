import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { earnedPoints, pointsByRule } from "@member_loyalty/app/utils/earning";
import { patch } from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    /**
     * @returns {ResPartner|undefined} the order's customer, when they are a member
     */
    getMember() {
        const partner = this.getPartner();
        return partner?.member_number && !partner.member_left_on ? partner : undefined;
    },
    _programIsApplicable(program) {
        return super._programIsApplicable(program) && (!program.member_program || Boolean(this.getMember()));
    },
    /**
     * Membership programmes show what the server will post; core counts the others.
     *
     * @override
     */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(programs);
        for (const program of programs.filter(({ member_program }) => member_program)) {
            const points = this.getMember() && !program.isMemberWallet ? this.getEarnedPoints(program) : 0;
            result[program.id] = points ? [{ points }] : [];
        }
        return result;
    },
    getEarnedPoints(program) {
        const multiplier = this.getMember().member_tier_id?.points_multiplier || 1;
        const [rules, lines, policy] = this._getEarningCount(program);
        return earnedPoints(program.id, rules, lines, multiplier, policy);
    },
    /** The order as utils/earning.js takes it: rules, lines and policy. */
    _getEarningCount(program) {
        return [
            program.rule_ids.map((rule) => rule.getEarningRule()),
            this.lines.filter((line) => !line.combo_parent_id).map((line) => line.getEarningLine(program)),
            program.getEarningPolicy(),
        ];
    },
    /**
     * @returns {Object} what each rule of each membership programme brings here, so that the server can tell whether it
     *     counts the same: programme id to rule id to points
     */
    getTillCount() {
        const count = {};
        for (const program of this.getMember() ? this.models["loyalty.program"].getAll() : []) {
            if (program.member_program && !program.isMemberWallet && this._programIsApplicable(program)) {
                const points = pointsByRule(program.id, ...this._getEarningCount(program));
                count[program.id] = Object.fromEntries(program.rule_ids.map(({ id }, place) => [id, points[place]]));
            }
        }
        return count;
    },
    _getPointsCorrection(program) {
        // What was given for free is left out of the count already.
        return program.member_program ? 0 : super._getPointsCorrection(program);
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
            programs: [
                ...this.getMemberPoints().map(({ program, points }) => ({
                    program_id: program.id,
                    unit: points.name,
                    earned: points.won,
                    spent: points.spent,
                })),
                ...this.getMemberWallets().map(({ program, paid }) => ({
                    program_id: program.id,
                    type: program.program_type,
                    name: program.name,
                    spent: paid,
                    topped_up: this.getTopUp(program),
                })),
            ],
        };
    },
});
