import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

// Core has no class for programs, rules and rewards, and its registry takes one a model: functions leave room for
// another addon's.

/**
 * @param {LoyaltyProgram} program
 * @returns {boolean} whether it is a wallet of the membership
 */
export function isMemberWallet(program) {
    return Boolean(program.member_program) && program.program_type === "ewallet";
}

/**
 * @param {LoyaltyReward} reward
 * @returns {boolean} whether a free amount of points, or of a wallet, is spent on it
 */
export function isMemberSpending(reward) {
    const isOurs = Boolean(reward.program_id.member_program);
    return isOurs && reward.reward_type === "discount" && reward.discount_mode === "per_point";
}

/**
 * @returns {LoyaltyReward|undefined} the reward that pays with a wallet
 */
export function walletReward(program) {
    return program.reward_ids.find(isMemberSpending);
}

/**
 * @returns {EarningPolicy} how a program's points are counted, for utils/earning.js
 */
export function earningPolicy(program) {
    return {
        withTaxes: program.member_basis === "gross",
        afterDiscounts: program.member_basis_discounts === "after",
        unit: Number(program.member_rounding),
        method: program.member_rounding_method,
    };
}

/**
 * @param {LoyaltyRule} rule
 * @returns {EarningRule} the rule as utils/earning.js counts it
 */
export function earningRule(rule) {
    return {
        mode: rule.reward_point_mode,
        amount: rule.reward_point_amount,
        minimumQuantity: rule.minimum_qty,
        minimumAmount: rule.minimum_amount,
        minimumWithTax: rule.minimum_amount_tax_mode === "incl",
        products: rule.any_product ? null : rule.validProductIds,
    };
}

/**
 * @returns {boolean} whether a product earns nothing under a program. Read from the raw ids: what is left out may not
 *     be sold at this till.
 */
export function leavesOut(program, product) {
    if (program.raw.member_excluded_product_ids?.includes(product.id)) {
        return true;
    }
    const excluded = program.raw.member_excluded_category_ids || [];
    let category = excluded.length ? product.product_tmpl_id.categ_id : undefined;
    while (category && !excluded.includes(category.id)) {
        category = category.parent_id;
    }
    return Boolean(category);
}

function periodsOf(program) {
    return program.models["member.redeem.period"].filter(({ program_id }) => program_id?.id === program.id);
}

/**
 * The server's twin is `_member_today` of res.company: the browser may stand elsewhere.
 *
 * @param {PosConfig} config
 * @returns {string} the store's own day, in ISO format
 */
export function storeDay(config) {
    return DateTime.now().setZone(config._member_tz).toISODate();
}

/**
 * @param {string} day the store's own, see `storeDay`
 * @returns {boolean} whether a program, a period or a rule is in force on a day
 */
export function isInForce({ date_from, date_to }, day) {
    return !(date_from && date_from.toISODate() > day) && !(date_to && date_to.toISODate() < day);
}

/**
 * @param {string} day the store's own, see `storeDay`
 * @returns {boolean} whether what is on the card may be spent on a day
 */
export function isOpenForSpending(program, day) {
    const periods = periodsOf(program);
    return !periods.length || periods.some((period) => isInForce(period, day));
}

/**
 * @param {string} day the store's own, see `storeDay`
 * @returns {string} when the points can be spent, for the cashier; empty when they can be on that day
 */
export function spendingNotice(program, day) {
    if (isOpenForSpending(program, day)) {
        return "";
    }
    const next = periodsOf(program)
        .filter(({ date_from }) => date_from && date_from.toISODate() > day)
        .toSorted((one, other) => one.date_from - other.date_from)[0];
    if (!next) {
        return _t("%s can't be spent right now", program.name);
    }
    const dates = { program: program.name, from: formatDate(next.date_from) };
    return next.date_to
        ? _t("%(program)s can be spent from %(from)s to %(to)s", { ...dates, to: formatDate(next.date_to) })
        : _t("%(program)s can be spent from %(from)s", dates);
}
