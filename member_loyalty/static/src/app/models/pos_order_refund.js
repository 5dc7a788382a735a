import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { due } from "@member_loyalty/app/utils/spending";

patch(PosOrder.prototype, {
    /**
     * Give back, beside the goods that this order returns, the part of the wallet and of the points that paid for them.
     * Repeating it changes nothing: it follows the goods.
     */
    updateMemberRefund() {
        for (const spent of this._getSpentOnReturned()) {
            const line = this.lines.find(({ refunded_orderline_id }) => refunded_orderline_id?.uuid === spent.uuid);
            const share = this._getDueBack(spent) / amountOf([spent]);
            // The part of the whole line, taxes and all.
            const price_unit = spent.price_unit * spent.qty * share;
            if (!share) {
                line?.delete();
            } else if (line) {
                line.price_unit = price_unit;
            } else {
                this._createGivingBack(spent, price_unit);
            }
        }
    },
    /** Lines of the returned order that spent from the member's cards. */
    _getSpentOnReturned() {
        const sold = this.lines.find((line) => line.refunded_orderline_id)?.refunded_orderline_id.order_id;
        return sold ? sold.lines.filter((line) => line.isMemberReward && amountOf([line])) : [];
    },
    _getDueBack(spent) {
        const goods = spent.order_id.lines.filter((line) => !line.is_reward_line && line.memberNature === "goods");
        const returns = goods.flatMap(({ refund_orderline_ids }) => refund_orderline_ids || []);
        const earlier = (spent.refund_orderline_ids || []).filter((line) => line.order_id.uuid !== this.uuid);
        return due(
            amountOf([spent]),
            amountOf(goods),
            amountOf(returns.filter((line) => line.order_id.uuid === this.uuid || line.order_id.finalized)),
            amountOf(earlier.filter((line) => line.order_id.finalized)),
            (amount) => this.currency.round(amount)
        );
    },
    _createGivingBack(spent, price_unit) {
        this.models["pos.order.line"].create({
            order_id: this,
            product_id: spent.product_id,
            qty: -1,
            price_unit,
            price_type: "manual",
            tax_ids: spent.tax_ids.map((tax) => ["link", tax]),
            refunded_orderline_id: spent,
        });
    },
});

/** Amount with taxes, whichever its direction. */
function amountOf(lines) {
    return lines.reduce((sum, line) => sum + Math.abs(line.prices.total_included), 0);
}
