import { PosStore } from "@point_of_sale/app/services/pos_store";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { ask, makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { parseFloat } from "@web/views/fields/parsers";
import { MemberPinDialog } from "@member_loyalty/app/components/popups/member_pin_dialog/member_pin_dialog";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { isMemberWallet } from "@member_loyalty/app/utils/program";

// How long a card that was scanned offline counts.
const OFFLINE_SECONDS = 1800;

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
                ? _t("%(taken)s (redemption step: %(step)s)", { taken, step: formatPoints(multiple) })
                : _t("%s will be redeemed", taken);
        }
        return isMemberWallet(reward.program_id)
            ? ""
            : _t("%s off this order", this.env.utils.formatCurrency(points * reward.discount));
    },
    formatSpending(program, points) {
        return isMemberWallet(program) ? this.env.utils.formatCurrency(points) : formatPoints(points);
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
        this.spendingChecked = null;
        if (!spending.length && !topUps.length) {
            return true;
        }
        if (!order.getMember()) {
            this.dialog.add(AlertDialog, {
                title: _t("Member required"),
                body: _t("A top-up needs a member. Find or enroll the customer, or remove the line."),
            });
            return false;
        }
        const answer = await this.askMembership(
            "check_spending",
            order.getPartner().id,
            Object.fromEntries(spending.map(({ program, points }) => [program.id, points])),
            Object.fromEntries(topUps.map(({ program, amount }) => [program.id, amount])),
            order.getMemberOrderInHand()
        );
        const message = answer.status === "offline" ? this._getOfflineProblem(order, spending) : answer.message;
        for (const [cardId, points] of Object.entries(answer.points || {})) {
            this.models["loyalty.card"].get(Number(cardId))?.update({ points });
        }
        if (message) {
            this.dialog.add(AlertDialog, { title: _t("Payment not possible"), body: message });
            this.updateRewards();
            if (answer.status !== "offline") {
                // The panel has the way out: a member who left meanwhile is reinstated there.
                this.refreshMember(order, true);
            }
            return false;
        }
        if (!(await this.authoriseSpending(order, answer.to_prove))) {
            return false;
        }
        if (answer.status !== "offline") {
            this.spendingChecked = spendingOf(order);
        }
        return true;
    },
    /**
     * @returns {boolean} whether the server has agreed to what the order spends and tops up now: it is asked at *Pay*,
     *     and again only if that changed, if it was out of reach, or if the member's consent is over
     */
    isSpendingChecked(order) {
        const { until = Infinity } = order.uiState.memberAuthorised || {};
        return this.spendingChecked === spendingOf(order) && Date.now() < until;
    },
    /**
     * Offline nobody knows what other tills take: a member may spend so much at this one, until it is back.
     */
    _getOfflineProblem(order, spending) {
        for (const { program, card, points } of spending) {
            const left = program.member_offline_limit - order.getSpentOffline(card);
            if (points > left) {
                return _t(
                    "Offline, %(member)s can spend up to %(left)s of %(program)s at this till, but this order uses %(points)s. Lower the amount, or choose another payment method.",
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
    async preSyncAllOrders(orders) {
        for (const order of orders.filter((order) => order.finalized && !order.isRefund)) {
            order.member_till_count = order.getTillCount();
        }
        return super.preSyncAllOrders(...arguments);
    },
    /**
     * Above an amount that the shop sets, points and wallets are opened by their member only: by the card, scanned in
     * this order, or by the PIN. It holds for so much, and for a while.
     *
     * @param {number[]} toProve ids of the programs that the server asks it for, which knows what else was spent today
     * @returns {Promise<boolean>}
     */
    async authoriseSpending(order, toProve = []) {
        const partner = order.getPartner();
        const guarded = order
            .getMemberSpending()
            .filter(
                ({ program, points }) =>
                    program.member_pin_above && (points > program.member_pin_above || toProve.includes(program.id))
            );
        if (isAuthorised(order, guarded)) {
            return true;
        }
        const amounts = Object.fromEntries(guarded.map(({ program, points }) => [program.id, points]));
        const scanned = order.uiState.memberScan;
        let proof = scanned?.partner_id === partner.id ? { card: scanned.number } : await this._askProof(guarded, "");
        while (proof) {
            const answer = await this.askMembership(
                "authorise_spending",
                partner.id,
                order.uuid,
                amounts,
                proof.card || false,
                proof.pin || false
            );
            if (answer.status === "ok" || (answer.status === "offline" && proof.card === scanned?.number)) {
                const until = Date.now() + (answer.seconds || OFFLINE_SECONDS) * 1000;
                order.uiState.memberAuthorised = { partner_id: partner.id, amounts, until };
                return true;
            }
            const message =
                answer.status === "offline"
                    ? _t(
                          "PINs can't be checked offline. Use at most %s, or choose another payment method.",
                          this.formatSpending(guarded[0].program, guarded[0].program.member_pin_above)
                      )
                    : answer.message;
            proof = await this._askProof(guarded, message);
        }
        return false;
    },
    _askProof(guarded, message) {
        const amounts = guarded.map(({ program, points }) =>
            _t("%(amount)s from %(program)s", {
                amount: this.formatSpending(program, points),
                program: program.name,
            })
        );
        return makeAwaitable(this.dialog, MemberPinDialog, {
            title: _t("Member's PIN or card"),
            subtitle: message || amounts.join("\n"),
        });
    },
    /**
     * The member chooses a PIN; who they are is shown by the card scanned in this order, by the card now, or by
     * the PIN so far.
     */
    async chooseMemberPin(order) {
        const partner = order.getPartner();
        const askPin = (props) => makeAwaitable(this.dialog, MemberPinDialog, props);
        const chosen = await askPin({ title: _t("New PIN for %s", partner.name), isNew: true });
        if (!chosen) {
            return;
        }
        const scanned = order.uiState.memberScan;
        const proof =
            scanned?.partner_id === partner.id
                ? { card: scanned.number }
                : await askPin({
                      title: _t("Current PIN or card"),
                      subtitle: _t("Scan the member's card if there is no PIN yet"),
                  });
        if (!proof) {
            return;
        }
        const { card = false, pin = false } = proof;
        const answer = await this.askMembership("set_member_pin", partner.id, chosen.pin, chosen.pin, card, pin);
        const isSet = answer.status === "ok";
        const message = answer.status === "offline" ? _t("A PIN can be set once the till is online.") : answer.message;
        this.notification.add(message, { type: isSet ? "success" : "warning" });
    },
    async addTopUp(program, amount, offer) {
        const product = program.trigger_product_ids[0];
        const order = this.getOrder();
        const line = await this.addLineToCurrentOrder(
            { product_id: product, product_tmpl_id: product.product_tmpl_id, price_unit: amount },
            {},
            false
        );
        if (line && offer) {
            order.uiState.memberOffers[line.uuid] = offer.id;
        }
    },
    /**
     * What comes back of a top-up is the server's to say, who knows what was spent since: its calculation is shown
     * before it becomes the price. Who declines, or is refused, refunds nothing of it.
     *
     * @param {PosOrderLineRefund[]} details what is about to be refunded
     * @returns {Promise<Object<string, number>>} what comes back, by the uuid of the line that sold it
     */
    async quoteTopUpRefunds(details) {
        const quotes = {};
        for (const detail of details.filter(({ line }) => line.topUpProgram)) {
            const quote = await this.askMembership("topup_refund_quote", detail.line.id);
            if (await this._acceptsQuote(quote)) {
                quotes[detail.line.uuid] = quote.amount;
            } else {
                detail.qty = 0;
            }
        }
        return quotes;
    },
    async _acceptsQuote(quote) {
        const problem =
            quote.status === "offline"
                ? _t("Top-ups can't be refunded offline. Refund this one once the till is online.")
                : quote.message;
        if (problem) {
            this.dialog.add(AlertDialog, { title: _t("Top-up can't be refunded"), body: problem });
            return false;
        }
        return ask(this.dialog, {
            title: _t("Top-up refund: %s", this.env.utils.formatCurrency(quote.amount)),
            body: quote.explanation.join("\n"),
            confirmLabel: _t("Refund"),
            cancelLabel: _t("Cancel"),
        });
    },
});

/**
 * @returns {string} the same as long as the order asks the server the same question
 */
function spendingOf(order) {
    const spending = order.getMemberSpending().map(({ card, points }) => [card.id, points]);
    const topUps = order.getTopUps().map(({ program, amount }) => [program.id, amount]);
    return JSON.stringify([order.uuid, order.getPartner()?.id, spending, topUps, order.priceIncl]);
}

/**
 * @returns {boolean} whether the order's customer agreed to all of this, and not too long ago
 */
function isAuthorised(order, guarded) {
    const { partner_id, amounts = {}, until = 0 } = order.uiState.memberAuthorised || {};
    const isTheirs = partner_id === order.getPartner()?.id && Date.now() < until;
    return guarded.every(({ program, points }) => isTheirs && points <= (amounts[program.id] || 0));
}

function toNumber(buffer) {
    try {
        return parseFloat(`${buffer}`);
    } catch {
        return 0;
    }
}
