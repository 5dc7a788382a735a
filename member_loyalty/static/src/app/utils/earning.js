import { roundDecimals } from "@web/core/utils/numbers";

const POINT_DIGITS = 2;

/**
 * @typedef {Object} EarningLine
 * @property {number} product product id
 * @property {number} quantity units, negative when returned
 * @property {number} total amount with taxes
 * @property {number} untaxed amount without taxes
 * @property {boolean} isReward the line is a reward, `total` its (negative) discount
 * @property {number} [rewardProgram] programme that gave the reward
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
 */

/**
 * Points that an order's lines earn under a membership programme. The twin of engine/earning.py, line by line: the till
 * shows what the server will post. Change both together.
 *
 * @param {number} program id of the programme, to leave out its own rewards
 * @param {EarningRule[]} rules
 * @param {EarningLine[]} lines
 * @param {number} multiplier the member's tier multiplier
 * @returns {number} rounded half up, once, after the multiplier
 */
export function earnedPoints(program, rules, lines, multiplier) {
    const points = sum(rules.map((rule) => rulePoints(program, rule, lines)));
    return round(points * multiplier);
}

function rulePoints(program, rule, lines) {
    if (rule.minimumAmount > amountTested(program, rule, lines)) {
        return 0;
    }
    const paid = lines.filter((line) => matches(rule, line.product) && !isLeftOut(program, line));
    const quantity = sum(paid.filter((line) => !line.isReward).map((line) => line.quantity));
    if (quantity < rule.minimumQuantity) {
        return 0;
    }
    if (rule.mode === "order") {
        return rule.amount;
    }
    const free = lines.filter((line) => line.rewardProgram === program && isGiftOf(rule, line));
    if (rule.mode === "unit") {
        return rule.amount * (quantity - sum(free.map((line) => line.quantity)));
    }
    return round(rule.amount * sum([...paid, ...free].map((line) => line.total)));
}

/** Amount held against the rule's minimum: neither returns nor the programme's own discounts lower it. */
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

/** Rewards of the programme itself would feed back on it; payments are no discount; a return is clawed back. */
function isLeftOut(program, line) {
    return line.isRefund || (line.isReward && (line.rewardProgram === program || line.isPayment));
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
