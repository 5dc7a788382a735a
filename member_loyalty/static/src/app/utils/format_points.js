import { formatFloat } from "@web/core/utils/numbers";

/**
 * @param {number} points
 * @returns {string} with up to two decimals: 12, 12.5, 1,234.25
 */
export function formatPoints(points) {
    return formatFloat(points, { digits: [false, 2], trailingZeros: false });
}
