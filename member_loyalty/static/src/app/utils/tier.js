import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";
import { formatPoints } from "@member_loyalty/app/utils/format_points";

/**
 * @typedef {Object} TierStep a tier above the member's own, as the server sends it; money in the till's currency
 * @property {{id: number, name: string, color: string}} tier
 * @property {boolean} every whether all that is asked for has to be met, not any one of it
 * @property {Object<string, number>} asked thresholds by measure: spend, single, visits, points
 * @property {Object<string, number>} have the member's figures by measure, without the order in hand
 * @property {number} visits_with_order visits, when the order in hand counts for one
 *
 * @typedef {Object} OrderCount what the order in hand counts for
 * @property {number} amount
 * @property {number} points
 */

// Half a cent is what binary fractions lose.
const TOLERANCE = 0.005;

/** @type {OrderCount} */
export const NOTHING = { amount: 0, points: 0 };

/**
 * What a member would have with the order in hand.
 *
 * @param {TierStep} step
 * @param {OrderCount} order
 * @returns {Object<string, number>} figure by measure
 */
export function figuresWith({ have, visits_with_order }, { amount, points }) {
    return {
        spend: have.spend + amount,
        single: Math.max(have.single, amount),
        visits: amount > 0 ? visits_with_order : have.visits,
        points: have.points + points,
    };
}

/**
 * The twin of Terms.met_by in engine/tiers.py: change both together.
 */
export function isMet({ asked, every }, figures) {
    const measures = Object.keys(asked);
    const met = measures.filter((name) => figures[name] > asked[name] - TOLERANCE);
    return every ? met.length === measures.length : Boolean(met.length) || !measures.length;
}

/**
 * What is missing, by measure; only what is. One purchase starts from nothing, or from the order in hand.
 */
export function missingWith(step, order) {
    const figures = { ...figuresWith(step, order), single: order.amount };
    const isSingleMet = step.have.single > step.asked.single - TOLERANCE;
    return Object.fromEntries(
        Object.entries(step.asked)
            .map(([name, asked]) => [name, asked - figures[name]])
            .filter(([name, missing]) => missing >= TOLERANCE && !(name === "single" && isSingleMet))
    );
}

/**
 * @returns {number} percent of the way that is done: of what is nearest, or of all where all is asked for
 */
export function progressWith(step, order) {
    const figures = figuresWith(step, order);
    const done = Object.entries(step.asked).map(([name, asked]) => Math.min(Math.max(figures[name] / asked, 0), 1));
    if (!done.length) {
        return 100;
    }
    const share = step.every ? done.reduce((sum, part) => sum + part) / done.length : Math.max(...done);
    return Math.round(100 * share);
}

/**
 * @param {TierStep[]} ladder the lowest first
 * @param {function(TierStep): OrderCount} count
 * @returns {TierStep|undefined} the highest that is reached
 */
export function reachedStep(ladder, count) {
    return ladder.findLast((step) => isMet(step, figuresWith(step, count(step))));
}

/**
 * What is missing to a tier, in words. Of two amounts of which one is enough, the smaller one is told.
 *
 * @param {TierStep} step
 * @param {OrderCount} order
 * @param {function(number): string} formatMoney
 * @returns {string}
 */
export function wayTo(step, order, formatMoney) {
    const missing = missingWith(step, order);
    const tier = step.tier.name;
    if (!step.every && "spend" in missing && "single" in missing) {
        delete missing[missing.single < missing.spend ? "spend" : "single"];
    }
    const isStarted = order.amount > 0;
    const words = {
        spend: (amount) => _t("%s more", formatMoney(amount)),
        single: (amount) =>
            isStarted
                ? _t("%s more in this purchase", formatMoney(amount))
                : _t("one purchase of %s", formatMoney(amount)),
        visits: (visits) => _t("%s more visits", visits),
        points: (points) => _t("%s more points", formatPoints(points)),
    };
    const parts = Object.entries(missing).map(([name, left]) => words[name](left));
    if (!parts.length) {
        return _t("%s with the next purchase", tier);
    }
    if (Object.keys(missing).join() === "spend") {
        return _t("%(amount)s to %(tier)s", { amount: formatMoney(missing.spend), tier });
    }
    return _t("%(tier)s: %(missing)s", { tier, missing: formatList(parts, { style: step.every ? "standard" : "or" }) });
}
