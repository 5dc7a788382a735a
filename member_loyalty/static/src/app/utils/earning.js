import { roundDecimals } from "@web/core/utils/numbers";

const POINT_DIGITS = 2;
// Far below the smallest step, far above what binary fractions lose.
const TOLERANCE = 1e-6;
const DEFAULT_POLICY = { withTaxes: true, afterDiscounts: true, unit: 0.01, method: "half_up" };

/**
 * @typedef {Object} EarningLine
 * @property {number} product product id
 * @property {number} quantity units, negative when returned
 * @property {number} total amount with taxes
 * @property {number} untaxed amount without taxes
 * @property {number} discount per cent that the cashier took off the line
 * @property {number} [listed] the pricelist's price by the one sold at, at most 1
 * @property {string} nature 'goods', 'discount' for one on the whole order, which lowers the goods, or 'other' for what
 *     is no merchandise and never earns: tips, and what is paid in advance
 * @property {boolean} earns false for goods that the program leaves out
 * @property {boolean} isReward the line is a reward, `total` its (negative) discount
 * @property {number} [rewardProgram] program that gave the reward
 * @property {number} [rewardProduct] product given for free
 * @property {boolean} isPayment the reward is a wallet or gift card, which pays and gives no discount
 * @property {boolean} isAutomaticDiscount a discount that the till applies by itself
 * @property {boolean} isRefund the line returns an earlier sale
 *
 * @typedef {Object} EarningRule
 * @property {string} mode 'order', 'money' or 'unit'
 * @property {number} amount points per order, per unit of currency or per unit sold
 * @property {number} minimumQuantity units of matching products
 * @property {number} minimumAmount of matching lines
 * @property {boolean} minimumWithTax whether `minimumAmount` includes taxes
 * @property {Set<number>|null} products ids of matching products, null for every product
 *
 * @typedef {Object} EarningPolicy
 * @property {boolean} withTaxes count amounts with taxes
 * @property {boolean} afterDiscounts count what is left after discounts
 * @property {number} unit smallest step of points, a power of ten
 * @property {string} method 'half_up', 'down' or 'up'
 */

/**
 * Points that an order's lines earn under a membership program. The twin of engine/earning.py, line by line: the till
 * shows what the server will post. Change both together.
 *
 * @param {number} program id of the program, to leave out its own rewards
 * @param {EarningRule[]} rules
 * @param {EarningLine[]} lines
 * @param {number} multiplier the member's tier multiplier
 * @param {EarningPolicy} policy
 * @returns {number} rounded once, after the multiplier
 */
export function earnedPoints(program, rules, lines, multiplier, policy = DEFAULT_POLICY) {
    return roundTo(sum(pointsByRule(program, rules, lines, policy)) * multiplier, policy);
}

/**
 * @returns {number[]} points in the order of the rules, before the multiplier and its rounding
 */
export function pointsByRule(program, rules, lines, policy = DEFAULT_POLICY) {
    const lowered = policy.afterDiscounts ? lowerGoods(lines) : lines;
    const earning = lowered.filter(({ earns, nature }) => earns && nature === "goods");
    return rules.map((rule) => rulePoints(program, rule, earning, policy));
}

/**
 * What a discount on the whole order takes off its goods: each of them the same part.
 *
 * @param {Array<{nature: string, isReward: boolean, total: number, untaxed: number}>} lines
 * @returns {Array<Object>} the lines, goods with what is left of their amounts
 */
export function lowerGoods(lines) {
    const discounts = lines.filter(({ nature }) => nature === "discount");
    if (!discounts.length) {
        return lines;
    }
    const isLowered = ({ nature, isReward }) => nature === "goods" && !isReward;
    const goods = lines.filter(isLowered);
    const part = (name) => {
        const whole = sum(goods.map((line) => line[name]));
        return whole ? (whole + sum(discounts.map((line) => line[name]))) / whole : 1;
    };
    const [total, untaxed] = [part("total"), part("untaxed")];
    return lines.map((line) =>
        isLowered(line) ? { ...line, total: line.total * total, untaxed: line.untaxed * untaxed } : line
    );
}

function rulePoints(program, rule, lines, policy) {
    if (rule.minimumAmount > amountTested(program, rule, lines) + TOLERANCE) {
        return 0;
    }
    const paid = lines.filter((line) => matches(rule, line.product) && !isLeftOut(program, line, policy));
    const quantity = sum(paid.filter((line) => !line.isReward).map((line) => line.quantity));
    if (rule.minimumQuantity > quantity + TOLERANCE) {
        return 0;
    }
    if (rule.mode === "order") {
        return rule.amount;
    }
    const free = lines.filter((line) => line.rewardProgram === program && isGiftOf(rule, line));
    if (rule.mode === "unit") {
        return rule.amount * (quantity - sum(free.map((line) => line.quantity)));
    }
    return round(rule.amount * sum([...paid, ...free].map((line) => amountOf(line, policy))));
}

/** Amount held against the rule's minimum: neither returns nor the program's own discounts lower it. */
function amountTested(program, rule, lines) {
    const counted = lines.filter(
        (line) =>
            matches(rule, line.product) &&
            !line.isRefund &&
            !line.isAutomaticDiscount &&
            !(line.isReward && line.rewardProgram === program)
    );
    return sum(counted.map((line) => (rule.minimumWithTax ? line.total : line.untaxed)));
}

/** Rewards of the program itself would feed back on it; payments are no discount; a return is clawed back. */
function isLeftOut(program, line, policy) {
    if (!line.isReward) {
        return line.isRefund;
    }
    return line.isRefund || line.rewardProgram === program || line.isPayment || !policy.afterDiscounts;
}

function amountOf(line, policy) {
    const amount = policy.withTaxes ? line.total : line.untaxed;
    if (policy.afterDiscounts || !(line.discount > 0 && line.discount < 100)) {
        return amount;
    }
    const before = round(((amount * 100) / (100 - line.discount)) * (line.listed ?? 1));
    // What was paid counts in any case.
    return Math.abs(before) > Math.abs(amount) ? before : amount;
}

function isGiftOf(rule, line) {
    return line.rewardProduct !== undefined && matches(rule, line.rewardProduct);
}

function matches(rule, product) {
    return !rule.products || rule.products.has(product);
}

function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}

function round(points) {
    return roundDecimals(points, POINT_DIGITS);
}

function roundTo(points, { unit, method }) {
    const steps = Math.abs(points) / unit;
    const rounded = {
        half_up: () => roundDecimals(steps, 0),
        down: () => Math.floor(steps + TOLERANCE),
        up: () => Math.ceil(steps - TOLERANCE),
    }[method]();
    return round(Math.sign(points) * rounded * unit);
}
