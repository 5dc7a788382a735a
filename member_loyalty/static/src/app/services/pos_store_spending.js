import { PosStore } from "@point_of_sale/app/services/pos_store";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { parseFloat } from "@web/views/fields/parsers";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { formatPoints } from "@member_loyalty/app/utils/format_points";

patch(PosStore.prototype, {
    /**
     * Spend points or a wallet: the cashier types how much, or takes what is offered, the most possible.
     *
     * @param {LoyaltyReward} reward one of those that a free amount is spent on
     * @param {number} coupon_id
     */
    async claimAmount(reward, coupon_id) {
        const order = this.getOrder();
        const most = order.getSpendable(reward, coupon_id);
        const typed = await makeAwaitable(this.dialog, NumberPopup, {
            title: reward.program_id.name,
            subtitle: _t("Up to %s", this.formatSpending(reward.program_id, most)),
            startingValue: formatPoints(most),
            feedback: (buffer) => this._getSpendingFeedback(reward, coupon_id, buffer),
        });
        if (typed === undefined) {
            return;
        }
        const wanted = toNumber(typed);
        order.uiState.disabledRewards.delete(reward.id);
        order.setMemberClaim(reward, wanted === most ? undefined : wanted);
        const result = order._applyReward(reward, coupon_id, {});
        if (result !== true) {
            this.notification.add(result, { type: "warning" });
        } else if (!(await this.authoriseSpending(order))) {
            this.dropClaim(order, reward);
        }
        this.updateRewards();
    },
    _getSpendingFeedback(reward, coupon_id, buffer) {
        const { member_redeem_minimum: minimum, member_redeem_multiple: multiple } = reward.program_id;
        const points = this.getOrder().getSpendable(reward, coupon_id, toNumber(buffer));
        if (!points) {
            return minimum ? _t("At least %s", formatPoints(minimum)) : "";
        }
        if (points !== toNumber(buffer)) {
            const taken = this.formatSpending(reward.program_id, points);
            return multiple
                ? _t("%(taken)s: in steps of %(step)s", { taken, step: formatPoints(multiple) })
                : _t("%s will be taken", taken);
        }
        return reward.program_id.isMemberWallet
            ? ""
            : _t("%s off the bill", this.env.utils.formatCurrency(points * reward.discount));
    },
    formatSpending(program, points) {
        return program.isMemberWallet ? this.env.utils.formatCurrency(points) : formatPoints(points);
    },
    dropClaim(order, reward) {
        for (const line of order.lines.filter((line) => line.reward_id?.id === reward.id)) {
            line.delete();
        }
    },
    /**
     * Before it is paid: is what the order spends still there, may it top up so much, and does the member agree?
     *
     * @returns {Promise<boolean>} false when the order can't go on; the cashier was told why
     */
    async checkSpending(order) {
        const spending = order.getMemberSpending();
        const topUps = order.getTopUps();
        if (!spending.length && !topUps.length) {
            return true;
        }
        if (!order.getMember()) {
            this.dialog.add(AlertDialog, {
                title: _t("Whose wallet?"),
                body: _t("A top-up needs a member. Find or enrol the customer, or take the line away."),
            });
            return false;
        }
        const answer = await this.askMembership(
            "check_spending",
            order.getPartner().id,
            Object.fromEntries(spending.map(({ program, points }) => [program.id, points])),
            Object.fromEntries(topUps.map(({ program, amount }) => [program.id, amount]))
        );
        const message = answer.status === "offline" ? this._getOfflineProblem(order, spending) : answer.message;
        for (const [cardId, points] of Object.entries(answer.points || {})) {
            this.models["loyalty.card"].get(Number(cardId))?.update({ points });
        }
        if (message) {
            this.dialog.add(AlertDialog, { title: _t("This can't be paid so"), body: message });
            this.updateRewards();
            return false;
        }
        return this.authoriseSpending(order);
    },
    /**
     * Offline nobody knows what other tills take: a member may spend so much at this one, until it is back.
     */
    _getOfflineProblem(order, spending) {
        for (const { program, card, points } of spending) {
            const left = program.member_offline_limit - order.getSpentOffline(card);
            if (points > left) {
                return _t(
                    "Offline, %(member)s can still spend %(left)s of %(program)s at this till, this order takes %(points)s: lower the amount, or choose another way to pay.",
                    {
                        member: order.getPartnerName(),
                        left: this.formatSpending(program, Math.max(left, 0)),
                        program: program.name,
                        points: this.formatSpending(program, points),
                    }
                );
            }
        }
        return "";
    },
    async pay() {
        const order = this.getOrder();
        order.updateMemberRefund();
        if (await this.checkSpending(order)) {
            return super.pay(...arguments);
        }
    },
    async preSyncAllOrders(orders) {
        for (const order of orders.filter((order) => order.finalized && !order.isRefund)) {
            order.member_till_count = order.getTillCount();
        }
        return super.preSyncAllOrders(...arguments);
    },
});

function toNumber(buffer) {
    try {
        return parseFloat(`${buffer}`);
    } catch {
        return 0;
    }
}
