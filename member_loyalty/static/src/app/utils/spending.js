const CENT = 0.01;
// Far below a cent, far above what binary fractions lose.
const TOLERANCE = 1e-6;

/**
 * How much of a balance an order may spend.
 *
 * @param {Object} limits
 * @param {number} limits.balance points on the card, less what the order spends already
 * @param {number} limits.worth points that would pay all that may be paid with them
 * @param {number} [limits.wanted] points that the cashier typed; as many as possible without
 * @param {number} [limits.minimum] fewer than this can't be spent
 * @param {number} [limits.multiple] only a multiple of this can be spent
 * @returns {number} points, 0 when nothing can be spent
 */
export function spendable({ balance, worth, wanted = Infinity, minimum = 0, multiple = 0 }) {
    const points = floor(Math.min(balance, worth, wanted), multiple || CENT);
    return points > 0 && points + TOLERANCE >= minimum ? points : 0;
}

/**
 * What a refund gives back of an amount, so that partial refunds add up to the whole. The twin of engine/clawback.py.
 *
 * @param {number} amount what the sale paid or spent
 * @param {number} sold amount of the sale's goods
 * @param {number} returned amount of goods returned so far, this refund included
 * @param {number} already what earlier refunds gave back
 * @param {function(number): number} round
 * @returns {number} 0 when nothing is left to give back
 */
export function due(amount, sold, returned, already, round) {
    if (!sold) {
        return 0;
    }
    const share = Math.min(returned / sold, 1);
    return Math.max(round(round(amount * share) - already), 0);
}

function floor(points, step) {
    const floored = Math.floor(points / step + TOLERANCE) * step;
    return Math.round(floored / CENT) * CENT;
}
