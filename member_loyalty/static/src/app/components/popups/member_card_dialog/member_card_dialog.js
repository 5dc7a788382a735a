import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { useMemberScan } from "@member_loyalty/app/hooks/member_scan_hook";
import { schemeOf } from "@member_loyalty/app/utils/card_number";
import { once } from "@member_loyalty/app/utils/once";

/**
 * Blocks a lost card at once, and gives a new one: a card from the stock that is scanned, or a new number. The order in
 * hand stays as it is; a fee becomes a line of it.
 */
export class MemberCardDialog extends Component {
    static template = "member_loyalty.MemberCardDialog";
    static components = { ActButton, Dialog };
    static props = {
        order: Object,
        card: { type: [Object, { value: false }], optional: true },
        number: String,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.state = useState({
            card: this.props.card || false,
            number: this.props.number,
            waives: false,
            because: "",
            message: "",
            isBlocked: false,
            busy: false,
        });
        useMemberScan(this.onScan);
    }
    get partner() {
        return this.props.order.getPartner();
    }
    get canBeLost() {
        return ["active", "blocked"].includes(this.state.card.state);
    }
    /** The type of the card to be given, as far as the till knows it. */
    get type() {
        const types = this.pos.config._member_card_types;
        if (this.state.number) {
            return schemeOf(this.state.number, types);
        }
        return types.find(({ kind }) => kind === "digital") || types[0];
    }
    get fee() {
        if (!this.type || this.state.card.state === "expired") {
            return 0;
        }
        return this.state.card ? this.type.replacement_fee : this.type.price;
    }
    get giveLabel() {
        return this.state.number ? _t("Issue this card") : _t("Issue a new number");
    }
    onScan(code) {
        this.state.number = code;
        this.state.message = "";
    }
    async report() {
        const isSure = await ask(this.pos.dialog, {
            title: _t("Block card %s?", this.state.card.tail),
            body: _t("Nobody can use it from now on. Only the membership staff can activate it again."),
            confirmLabel: _t("Block the card"),
            cancelLabel: _t("Keep it"),
        });
        if (!isSure) {
            return;
        }
        const answer = await this.ask("report_card_lost");
        if (answer?.status === "ok") {
            Object.assign(this.state, { card: answer.snapshot.card, isBlocked: true, message: answer.message });
        }
    }
    async give() {
        const answer = await this.ask("give_member_card", {
            seen_id: this.state.card?.id || false,
            card_number: this.state.number.trim() || false,
            waived_because: (this.fee && this.state.waives && this.state.because.trim()) || false,
        });
        if (answer?.status === "ok") {
            this.props.close();
            this.notification.add(answer.message, { type: "success" });
            await this.pos.chargeCard(this.props.order, answer.snapshot.card);
        }
    }
    ask(method, ...values) {
        return once(this.state, async () => {
            const answer = await this.pos.askMembership(method, this.partner.id, ...values);
            if (answer.status === "ok") {
                this.pos.loadMember(this.props.order, answer.snapshot);
            } else {
                Object.assign(this.state, {
                    isBlocked: false,
                    message:
                        answer.status === "offline"
                            ? _t("Cards can be blocked and issued once the till is online. You can continue the sale.")
                            : answer.message,
                });
            }
            return answer;
        });
    }
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.give();
        }
    }
}
