/**
 * @typedef {Object} EnrolmentRule
 * @property {number} id
 * @property {string} kind 'single', one purchase of at least the amount, or 'period', all purchases together
 * @property {number} amount net, in the company's currency
 *
 * @typedef {Object} Bought what a customer bought lately, where and what a rule counts
 * @property {number} single the largest purchase
 * @property {number} spend all purchases together
 */

/**
 * The figure that is held against a rule. The twin of engine/enrolment.py: change both together.
 *
 * @param {EnrolmentRule} rule
 * @param {Bought} [bought]
 * @param {number} atHand net amount of the order in hand
 */
export function figure(rule, bought, atHand) {
    const { single = 0, spend = 0 } = bought || {};
    return rule.kind === "single" ? Math.max(single, atHand) : spend + atHand;
}

/**
 * @param {EnrolmentRule[]} rules the most wanted first
 * @param {Object<number, Bought>} bought by rule id
 * @param {Object<number, number>} atHand by rule id
 * @returns {{rule: EnrolmentRule, figure: number}|undefined} the first rule that a customer meets
 */
export function firstMet(rules, bought, atHand) {
    for (const rule of rules) {
        const found = figure(rule, bought[rule.id], atHand[rule.id] || 0);
        // Half a cent below is what binary fractions lose.
        if (found > rule.amount - 0.005) {
            return { rule, figure: found };
        }
    }
    return undefined;
}
