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
        return programs.flatMap((program) =>
            program.type === "ewallet" ? this._getWalletLines(program) : this._getPointsLines(program, pending)
        );
    },
    getMemberNumber({ number }) {
        return _t("Member %s", number);
    },
    getMemberWelcome({ welcome }) {
        return _t("Welcome to %s!", welcome.tier);
    },
    _getPointsLines({ unit, earned, bonus, spent, returned, pending: onTheWay, balance }, isEstimate) {
        const points = { points: unit };
        const lines = [
            {
                kind: "earned",
                amount: Math.abs(earned),
                label: isEstimate
                    ? _t("%(points)s to earn (estimate)", points)
                    : earned < 0
                      ? _t("%(points)s reversed", points)
                      : _t("%(points)s earned", points),
            },
            { kind: "pending", amount: onTheWay > 0 ? onTheWay : 0, label: _t("of which pending") },
            { kind: "points-bonus", amount: bonus, label: _t("Bonus") },
            { kind: "spent", amount: spent, label: _t("%(points)s spent", points) },
            { kind: "returned", amount: returned, label: _t("%(points)s restored", points) },
        ].filter(({ amount }) => amount);
        if (!isEstimate) {
            lines.push({ kind: "balance", amount: balance, label: _t("%(points)s balance", points) });
        }
        return lines.map(({ kind, label, amount }) => ({ kind, label, points: formatPoints(amount) }));
    },
    _getWalletLines({ name, topped_up, bonus, spent, returned, balance, buckets }) {
        const lines = [
            { kind: "topped-up", amount: topped_up, label: _t("%s top-up", name) },
            { kind: "bonus", amount: bonus, label: _t("Bonus") },
            { kind: "paid", amount: spent, label: _t("Paid with %s", name) },
            { kind: "returned", amount: returned, label: _t("Returned to %s", name) },
        ].filter(({ amount }) => amount);
        if (balance !== undefined) {
            lines.push({ kind: "wallet", amount: balance, label: _t("%s balance", name) });
        }
        if (buckets?.bonus) {
            lines.push({ kind: "wallet-bonus", amount: buckets.bonus, label: _t("of which promotional") });
        }
        if (buckets?.pending) {
            lines.push({ kind: "wallet-pending", amount: buckets.pending, label: _t("Pending bonus") });
        }
        return lines.map(({ kind, label, amount }) => ({ kind, label, points: this.formatCurrency(amount) }));
    },
});
