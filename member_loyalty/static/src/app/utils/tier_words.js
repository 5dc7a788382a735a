import { _t } from "@web/core/l10n/translation";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { missingWith } from "@member_loyalty/app/utils/tier_reach";

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
    const together = step.every ? _t(" and ") : _t(", or ");
    return _t("%(tier)s: %(missing)s", { tier, missing: parts.join(together) });
}
