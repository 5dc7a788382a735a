import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";
import { roundDecimals } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";
import { earnedPoints, lowerGoods, pointsByRule } from "@member_loyalty/app/utils/earning";
import { firstMet } from "@member_loyalty/app/utils/enrolment";
import { earningPolicy, earningRule, isInForce, isMemberWallet, storeDay } from "@member_loyalty/app/utils/program";
import { NOTHING, reachedStep } from "@member_loyalty/app/utils/tier";

patch(PosOrder.prototype, {
    /**
     * @returns {ResPartner|undefined} the order's customer, when they are a member
     */
    getMember() {
        const partner = this.getPartner();
        return partner?.member_number && !partner.member_left_on ? partner : undefined;
    },
    _programIsApplicable(program) {
        if (!super._programIsApplicable(program)) {
            return false;
        }
        return !program.member_program || Boolean(this.getMember() && isInForce(program, storeDay(this.config)));
    },
    /**
     * Membership programs show what the server will post; core counts the others.
     *
     * @override
     */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(programs);
        for (const program of programs.filter(({ member_program }) => member_program)) {
            const points = this.getMember() && !isMemberWallet(program) ? this.getEarnedPoints(program) : 0;
            result[program.id] = points ? [{ points }] : [];
        }
        return result;
    },
    /** Membership programs in which the order's member earns points; none without a member. */
    _getEarningPrograms() {
        return this.models["loyalty.program"].filter(
            (program) => program.member_program && !isMemberWallet(program) && this._programIsApplicable(program)
        );
    },
    getEarnedPoints(program) {
        const multiplier = this.getMember().member_tier_id?.points_multiplier || 1;
        const [rules, lines, policy] = this._getEarningCount(program);
        return earnedPoints(program.id, rules, lines, multiplier, policy);
    },
    /** The order as utils/earning.js takes it: rules, lines and policy. */
    _getEarningCount(program) {
        return [
            program.rule_ids.map(earningRule),
            this.lines.filter((line) => !line.combo_parent_id).map((line) => line.getEarningLine(program)),
            earningPolicy(program),
        ];
    },
    /**
     * @returns {Object} what each rule of each membership program brings here, so that the server can tell whether it
     *     counts the same: program id to rule id to points
     */
    getTillCount() {
        const count = {};
        for (const program of this._getEarningPrograms()) {
            const points = pointsByRule(program.id, ...this._getEarningCount(program));
            count[program.id] = Object.fromEntries(program.rule_ids.map(({ id }, place) => [id, points[place]]));
        }
        return count;
    },
    _getPointsCorrection(program) {
        // What was given for free is left out of the count already.
        return program.member_program ? 0 : super._getPointsCorrection(program);
    },
    /**
     * @returns {Array<LoyaltyStat>} points of the membership programs, as the till counts them
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
        const goods = this._getGoods().filter(({ category }) => !categories || categories.includes(category?.id));
        let amount = goods.reduce((sum, { total, untaxed }) => sum + (gross ? total : untaxed), 0);
        if (paid_in && !categories) {
            const paid = this.lines.filter((line) => line.isPayment || line.isPrepaid);
            amount += paid.reduce((sum, line) => sum + line.priceIncl, 0);
        }
        return roundDecimals(amount, 2);
    },
    /**
     * @returns {Array<{category: ProductCategory, total: number, untaxed: number}>} what the purchase will say: goods,
     *     each with its part of a discount on the whole order
     */
    _getGoods() {
        const lines = this.lines
            .filter((line) => !line.isPayment)
            .map((line) => ({
                nature: line.memberNature,
                isReward: Boolean(line.is_reward_line),
                category: line.product_id.product_tmpl_id.categ_id,
                total: line.prices.total_included,
                untaxed: line.prices.total_excluded,
            }));
        return lowerGoods(lines).filter(({ nature }) => nature === "goods");
    },
    _getTierPoints({ asked }) {
        const programs = asked.points ? this._getEarningPrograms() : [];
        return programs.reduce((sum, program) => sum + this.getEarnedPoints(program), 0);
    },
    /**
     * @param {TierStep[]} ladder
     * @returns {TierStep|undefined} the tier that this order brings
     */
    getTierBrought(ladder) {
        const brings = this.lines.length && !this.getHasRefundLines();
        return brings ? reachedStep(ladder, (step) => this.getTierCount(step)) : undefined;
    },
    /**
     * Rules that count for the order's customer; a customer who isn't chosen yet may live anywhere a rule doesn't ask.
     */
    getEnrolmentRules() {
        const partner = this.getPartner();
        const today = storeDay(this.config);
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
                const goods = this._getGoods().filter(({ category }) => isIn(rule.categories, category));
                const net = goods.reduce((sum, { untaxed }) => sum + untaxed, 0);
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
    /**
     * @param {ProductTemplate} product
     * @returns {string} why the order's customer can't buy it, empty when they can
     */
    getMemberProductProblem(product) {
        if (!product?.member_only) {
            return "";
        }
        const member = this.getMember();
        if (!member) {
            return _t("%(product)s is for members only. Select or enroll a member, or remove it from the order.", {
                product: product.name,
            });
        }
        const tiers = product.member_tier_ids;
        if (tiers.length && !tiers.some(({ id }) => id === member.member_tier_id?.id)) {
            return _t("%(product)s is for members of %(tiers)s only. Remove it from %(member)s's order.", {
                product: product.name,
                tiers: formatList(tiers.map(({ name }) => name)),
                member: member.name,
            });
        }
        return "";
    },
    /**
     * @returns {Map<ProductTemplate, number>} what the order sells of products for members only
     */
    getMemberOnlyQuantities() {
        const quantities = new Map();
        for (const line of this.lines.filter((line) => !line.refunded_orderline_id)) {
            const product = line.product_id.product_tmpl_id;
            if (product.member_only) {
                quantities.set(product, (quantities.get(product) || 0) + line.getQuantity());
            }
        }
        return quantities;
    },
    getMemberWelcomeText() {
        return _t("%(name)s is now %(tier)s!", {
            name: this.getPartnerName(),
            tier: this.member_summary.welcome.tier,
        });
    },
    paysCard(productId) {
        return this.lines.some(({ product_id, qty }) => product_id.id === productId && qty > 0);
    },
});

function isIn(ids, record) {
    return !ids || !ids.length || ids.includes(record?.id);
}
