import { PosOrder } from "@point_of_sale/app/models/pos_order";
// Its patch comes first, whoever loads this file: what it says of rewards is narrowed here.
import "@pos_loyalty/app/models/pos_order";
import { roundDecimals } from "@web/core/utils/numbers";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import {
    isMemberSpending,
    isMemberWallet,
    isOpenForSpending,
    spendingNotice,
    storeDay,
    walletReward,
} from "@member_loyalty/app/utils/program";
import { spendable } from "@member_loyalty/app/utils/spending";

const ALL = "all";

// Both hold during one synchronous computation of core's, whose parts ask the order for lines and points.
let capped;
let isHidden;

patch(PosOrder.prototype, {
    initState() {
        super.initState();
        // What the cashier typed for a reward, by its id, or ALL for as much as the order takes.
        this.uiState.memberClaims ||= {};
        // The offer that a top-up was chosen with, by the uuid of its line.
        this.uiState.memberOffers ||= {};
    },
    setPartner(partner) {
        if (partner?.id !== this.getPartner()?.id) {
            this.uiState.memberClaims = {};
        }
        super.setPartner(...arguments);
    },
    /**
     * @param {LoyaltyReward} reward one of those that a free amount is spent on
     * @param {number} [points] what the cashier typed; without it as much as the order takes, even when it grows
     */
    setMemberClaim(reward, points = ALL) {
        this.uiState.memberClaims[reward.id] = points;
    },
    _resetPrograms() {
        this.uiState.memberClaims = {};
        super._resetPrograms();
    },
    /**
     * What is on a membership card and free to be spent in this order: what this order earns comes after it, and what
     * orders wait to tell the server is gone.
     *
     * @override
     */
    _getRealCouponPoints(coupon_id) {
        const card = this.models["loyalty.card"].get(coupon_id);
        if (!card?.program_id?.member_program) {
            return super._getRealCouponPoints(...arguments);
        }
        if (capped?.coupon_id === coupon_id) {
            return capped.points;
        }
        const spent = this.getSpent(card) + this.getSpentOffline(card);
        return roundDecimals(card.points - spent, 2);
    },
    getSpent(card) {
        return this.lines
            .filter((line) => line.is_reward_line && line.coupon_id?.id === card.id)
            .reduce((sum, { points_cost }) => sum + points_cost, 0);
    },
    /**
     * @returns {number} what other orders of this till spent of a card, that the server hasn't heard of
     */
    getSpentOffline(card) {
        return this.models["pos.order"]
            .filter((order) => order.id !== this.id && order.isUnknownToServer)
            .reduce((sum, order) => sum + order.getSpent(card), 0);
    },
    /**
     * @returns {boolean} whether the order is paid and the server, whose figures the cards show, hasn't counted it: its
     *     summary comes with the count. Whether something changed on the order since says nothing of that.
     */
    get isUnknownToServer() {
        return this.finalized && !this.member_summary && Boolean(this.member_offline || !this.isSynced);
    },
    /**
     * @returns {Array<{program: LoyaltyProgram, card: LoyaltyCard, points: number}>} what the order spends of the
     *     member's cards
     */
    getMemberSpending() {
        const spending = new Map();
        for (const { coupon_id: card, reward_id } of this.lines.filter(
            (line) => line.coupon_id && line.reward_id?.program_id.member_program
        )) {
            spending.set(card.id, { program: reward_id.program_id, card, points: this.getSpent(card) });
        }
        return [...spending.values()];
    },
    /**
     * @returns {Object} the order as check_spending of pos.config takes it, which says what would refuse it once paid
     */
    getMemberOrderInHand() {
        return {
            pricelist_id: this.pricelist_id?.id || false,
            fiscal_position_id: this.fiscal_position_id?.id || false,
            lines: this.lines.map((line) => ({
                product_id: line.product_id.id,
                qty: line.qty,
                price_unit: line.price_unit,
                discount: line.discount,
                price_subtotal: line.priceExcl,
                price_subtotal_incl: line.priceIncl,
                tax_ids: line.tax_ids.map(({ id }) => id),
                reward_id: line.reward_id?.id || false,
                is_reward_line: Boolean(line.is_reward_line),
                reward_identifier_code: line.reward_identifier_code || false,
                points_cost: line.points_cost || 0,
                refunded_orderline_id: line.refunded_orderline_id?.id || false,
                combo_parent: this.lines.indexOf(line.combo_parent_id),
            })),
        };
    },
    /**
     * @returns {Array<Object>} the member's wallets of the shop's programs: program, card (not known to this till
     *     yet: undefined), balance, paid (by this order) and most (that it could pay)
     */
    getMemberWallets() {
        if (!this.getMember()) {
            return [];
        }
        return this.models["loyalty.program"]
            .filter((program) => isMemberWallet(program) && this._programIsApplicable(program))
            .map((program) => {
                const change = Object.values(this.uiState.couponPointChanges).find(
                    ({ program_id }) => program_id === program.id
                );
                const card = this.models["loyalty.card"].get(change?.coupon_id);
                const reward = walletReward(program);
                return {
                    program,
                    card,
                    balance: card ? card.points - this.getSpentOffline(card) : 0,
                    paid: card ? this.getSpent(card) : 0,
                    most: card && reward ? this.getSpendable(reward, card.id) : 0,
                };
            });
    },
    /**
     * @returns {Array<Object>} what the member can pay with now, wallets and points that pay a free amount: program,
     *     reward, card, most (what it can pay, as the card counts) and worth (the same in money), and how it looks
     */
    getMemberPayable() {
        const wallets = this.getMemberWallets()
            .filter(({ most }) => most)
            .map(({ program, card, most }) => {
                const reward = walletReward(program);
                return {
                    program,
                    reward,
                    card,
                    most,
                    worth: most,
                    className: "member-wallet-pay",
                    icon: "fa-credit-card",
                };
            });
        return [...wallets, ...this._getPayablePoints()];
    },
    _getPayablePoints() {
        return this.getClaimableRewards()
            .filter(({ reward }) => isMemberSpending(reward) && !isMemberWallet(reward.program_id))
            .map(({ reward, coupon_id }) => {
                const most = this.getSpendable(reward, coupon_id);
                return {
                    program: reward.program_id,
                    reward,
                    card: this.models["loyalty.card"].get(coupon_id),
                    most,
                    worth: this.currency.round(most * reward.discount),
                    className: "member-points-pay",
                    icon: "fa-star",
                };
            })
            .filter(({ card, most }) => card && most > 0);
    },
    /**
     * @returns {number} what this order pays into a wallet
     */
    getTopUp(program) {
        return this.lines
            .filter((line) => line.topUpProgram?.id === program.id && !line.refunded_orderline_id)
            .reduce((sum, line) => sum + line.prices.total_included, 0);
    },
    /**
     * @returns {Array<{program: LoyaltyProgram, amount: number}>} the membership wallets that this order tops up
     */
    getTopUps() {
        return this.models["loyalty.program"]
            .filter(isMemberWallet)
            .map((program) => ({ program, amount: this.getTopUp(program) }))
            .filter(({ amount }) => amount > 0);
    },
    /**
     * @returns {string} why the payment can't be taken for what this order tops up, empty when it can: what is paid
     *     later isn't there to be spent
     */
    getTopUpPaymentProblem() {
        const later = this.payment_ids.filter(({ payment_method_id }) => payment_method_id.type === "pay_later");
        const topUps = later.length ? this.getTopUps() : [];
        const most = topUps.reduce((sum, { amount }) => sum - amount, this.priceIncl);
        if (!topUps.length || this.currency.round(later.reduce((sum, { amount }) => sum + amount, -most)) <= 0) {
            return "";
        }
        return _t("%(product)s can't be paid with %(method)s. Choose a payment method that takes the money now.", {
            product: topUps[0].program.trigger_product_ids[0].display_name,
            method: later[0].payment_method_id.name,
        });
    },
    getClaimableRewards() {
        return super
            .getClaimableRewards(...arguments)
            .filter(({ reward, coupon_id }) => !reward.program_id.member_program || this._isOffered(reward, coupon_id));
    },
    _isOffered(reward, coupon_id) {
        const program = reward.program_id;
        if (!this.getMember() || !isOpenForSpending(program, storeDay(this.config))) {
            return false;
        }
        if (isMemberSpending(reward)) {
            return this.getSpendable(reward, coupon_id) > 0;
        }
        const { required_points: price } = reward;
        const { member_redeem_minimum: minimum, member_redeem_multiple: multiple } = program;
        const isAllowed = price === spendable({ balance: price, worth: price, minimum, multiple });
        return isAllowed && (reward.reward_type !== "discount" || this._getDiscountable(reward) > 0);
    },
    /**
     * How many points the order can spend on a reward, beside what it spends on others.
     *
     * @param {LoyaltyReward} reward one of those that a free amount is spent on
     * @param {number} coupon_id
     * @param {number} [wanted] what the cashier typed
     */
    getSpendable(reward, coupon_id, wanted = Infinity) {
        const program = reward.program_id;
        const claimed = this._getClaimLines(reward, coupon_id);
        const claimedPoints = claimed.reduce((sum, { points_cost }) => sum + points_cost, 0);
        const claimedAmount = -claimed.reduce((sum, line) => sum + line.prices.total_included, 0);
        const open = Math.min(this.priceIncl + claimedAmount, this._getDiscountable(reward));
        const share = program.member_redeem_share
            ? (this._getAmountBeforePayments(reward) * program.member_redeem_share) / 100
            : Infinity;
        return spendable({
            balance: this._getRealCouponPoints(coupon_id) + claimedPoints,
            worth: Math.min(open, share, reward.discount_max_amount || Infinity) / reward.discount,
            wanted,
            minimum: Math.max(program.member_redeem_minimum, reward.required_points),
            multiple: program.member_redeem_multiple || (reward.required_points > 1 ? reward.required_points : 0),
        });
    },
    _getClaimLines(reward, coupon_id) {
        return this.lines.filter((line) => line.reward_id?.id === reward.id && line.coupon_id?.id === coupon_id);
    },
    _getDiscountable(reward) {
        if (reward.discount_applicability === "cheapest") {
            return this._getDiscountableOnCheapest(reward).discountable;
        }
        if (reward.discount_applicability === "specific") {
            return this._getDiscountableOnSpecific(reward).discountable;
        }
        return this._getDiscountableOnOrder(reward).discountable;
    },
    /** What wallets and gift cards pay is part of the bill that points may take a share of. */
    _getAmountBeforePayments(reward) {
        const paid = this.lines.filter((line) => line.isPayment);
        const { discountable } = this._getDiscountableOnOrder(reward);
        return discountable - paid.reduce((sum, line) => sum + line.prices.total_included, 0);
    },
    /**
     * A free amount is claimed once: claiming it again replaces what was claimed.
     *
     * @override
     */
    _applyReward(reward, coupon_id, args) {
        const program = reward.program_id;
        const notice = program.member_program && spendingNotice(program, storeDay(this.config));
        if (notice) {
            return notice;
        }
        if (isMemberSpending(reward)) {
            // An order that comes from another till brings what was claimed on its lines only.
            this.uiState.memberClaims[reward.id] ??= args?.cost || ALL;
            for (const line of this._getClaimLines(reward, coupon_id)) {
                line.delete();
            }
        }
        return super._applyReward(...arguments);
    },
    _getRewardLineValuesDiscount({ reward, coupon_id }) {
        if (!isMemberSpending(reward)) {
            return super._getRewardLineValuesDiscount(...arguments);
        }
        const claim = this.uiState.memberClaims[reward.id];
        const points = this.getSpendable(reward, coupon_id, claim === ALL ? Infinity : claim);
        if (!points) {
            return _t("%(program)s can't be spent on this order.", { program: reward.program_id.name });
        }
        capped = { coupon_id, points };
        try {
            return super._getRewardLineValuesDiscount(...arguments);
        } finally {
            capped = undefined;
        }
    },
    /** Which of several products was given for free goes along with the line. */
    _getRewardLineValuesProduct() {
        const values = super._getRewardLineValuesProduct(...arguments);
        return Array.isArray(values)
            ? values.map((line) => ({ ...line, member_gift_product_id: line._reward_product_id }))
            : values;
    },
    getOrderlines() {
        const lines = super.getOrderlines(...arguments);
        return isHidden ? lines.filter((line) => !isHidden(line)) : lines;
    },
    _getDiscountableOnOrder(reward) {
        return this._withoutPrepaid(reward, () => super._getDiscountableOnOrder(...arguments));
    },
    _getDiscountableOnCheapest(reward) {
        return this._withoutPrepaid(reward, () => super._getDiscountableOnCheapest(...arguments));
    },
    _getDiscountableOnSpecific(reward) {
        return this._withoutPrepaid(reward, () => super._getDiscountableOnSpecific(...arguments));
    },
    /**
     * Money that changes pockets is no sale: nothing discounts or pays a top-up of a membership wallet, and membership
     * discounts and pays no gift card and no tip either. What core's own programs do to them stays as it is.
     * An amount that is claimed already is claimed anew, so it doesn't lessen what can be.
     */
    _withoutPrepaid(reward, compute) {
        const isOurs = reward.program_id.member_program;
        isHidden = (line) =>
            line.topUpProgram ||
            (isOurs && line.memberNature === "other") ||
            (isMemberSpending(reward) && line.reward_id?.id === reward.id);
        try {
            return compute();
        } finally {
            isHidden = undefined;
        }
    },
    /**
     * The offer that a top-up was sold with goes along: the till has no offers, only their ids.
     *
     * @override
     */
    serializeForORM() {
        const data = super.serializeForORM(...arguments);
        for (const [, , values] of data.lines || []) {
            const offer = this.uiState.memberOffers[values?.uuid];
            if (offer) {
                values.member_offer_id = offer;
            }
        }
        return data;
    },
    _getIgnoredProductIdsTotalDiscount() {
        const wallets = this.models["loyalty.program"].filter(isMemberWallet);
        const topUps = wallets.flatMap((program) => program.trigger_product_ids.map(({ id }) => id));
        return [...super._getIgnoredProductIdsTotalDiscount(...arguments), ...topUps];
    },
});
