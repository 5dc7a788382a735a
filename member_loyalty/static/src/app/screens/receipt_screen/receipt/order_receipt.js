import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    /**
     * @param {Object} receipt see getMemberReceipt of pos.order
     * @returns {Array<{kind: string, label: string, points: string}>} what was earned, spent and is left
     */
    getMemberLines({ pending, programs }) {
        const lines = [];
        for (const { unit, earned, spent, balance } of programs) {
            if (earned) {
                const label = pending
                    ? _t("%(points)s to earn (estimate)", { points: unit })
                    : earned < 0
                      ? _t("%(points)s taken back", { points: unit })
                      : _t("%(points)s earned", { points: unit });
                lines.push({ kind: "earned", label, points: formatPoints(Math.abs(earned)) });
            }
            if (spent) {
                lines.push({
                    kind: "spent",
                    label: _t("%(points)s spent", { points: unit }),
                    points: formatPoints(spent),
                });
            }
            if (!pending) {
                lines.push({
                    kind: "balance",
                    label: _t("%(points)s balance", { points: unit }),
                    points: formatPoints(balance),
                });
            }
        }
        return lines;
    },
});
