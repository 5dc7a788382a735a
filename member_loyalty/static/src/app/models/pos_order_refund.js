import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { isMemberWallet } from "@member_loyalty/app/utils/program";
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
    /**
     * What a refund does to the member's wallet and points, before any money is handed out. What is reversed is the
     * share of what the sale earned; the server, who knows earlier returns, may reverse less.
     *
     * @returns {string[]} one sentence each
     */
    getMemberRefundNotes() {
        const sold = this.lines.find((line) => line.refunded_orderline_id)?.refunded_orderline_id.order_id;
        return [...this._getGivenBackNotes(), ...this._getReversedNotes(sold)];
    },
    /** One for each program, however many taxes its claim was split over. */
    _getGivenBackNotes() {
        const given = new Map();
        for (const line of this.lines.filter((returned) => returned.refunded_orderline_id?.isMemberReward)) {
            const program = line.refunded_orderline_id.reward_id.program_id;
            const back = given.get(program) || { money: 0, points: 0 };
            const money = amountOf([line]);
            given.set(program, { money: back.money + money, points: back.points + pointsFor(line, money) });
        }
        return [...given].map(([program, back]) => givenBackNote(program, back, this.currency));
    },
    _getReversedNotes(sold) {
        const isGoods = (line) => !line.is_reward_line && line.memberNature === "goods";
        const whole = sold ? amountOf(sold.lines.filter(isGoods)) : 0;
        const part = amountOf(
            this.lines.filter((line) => line.refunded_orderline_id && isGoods(line.refunded_orderline_id))
        );
        return (sold?.member_summary?.programs || [])
            .filter(({ earned }) => whole && part && earned > 0)
            .map(({ earned, unit }) =>
                _t("Up to %(points)s %(unit)s that the sale earned are reversed.", {
                    points: formatPoints((earned * Math.min(part, whole)) / whole),
                    unit,
                })
            );
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

/** Of what its claim cost, the part that a line gives back; one line of a claim says the cost of all. */
function pointsFor(line, money) {
    const { order_id: sold, reward_identifier_code: code } = line.refunded_orderline_id;
    const claim = sold.lines.filter((other) => other.reward_identifier_code === code);
    const cost = claim.reduce((sum, { points_cost }) => sum + points_cost, 0);
    return (cost * money) / amountOf(claim);
}

/** What goes back to the cards of a program: money to a wallet, points otherwise. */
function givenBackNote(program, { money, points }, currency) {
    if (isMemberWallet(program)) {
        return _t("%(amount)s goes back to %(program)s.", {
            amount: formatCurrency(money, currency.id),
            program: program.name,
        });
    }
    return _t("%(points)s points go back to %(program)s.", { points: formatPoints(points), program: program.name });
}
