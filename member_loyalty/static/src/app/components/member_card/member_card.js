import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { MemberCardDialog } from "@member_loyalty/app/components/popups/member_card_dialog/member_card_dialog";

/**
 * The card that identifies the member: its state, what is to pay for it, and the way to block or replace it.
 */
export class MemberCard extends Component {
    static template = "member_loyalty.MemberCard";
    static props = {
        order: Object,
        card: { type: [Object, { value: false }], optional: true },
    };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
    }
    get isInUse() {
        return this.props.card?.state === "active";
    }
    get goodUntil() {
        const { good_until } = this.props.card;
        return good_until && formatDate(deserializeDate(good_until));
    }
    /** What is still to pay for the card, unless this order pays it. */
    get fee() {
        const { fee } = this.props.card || {};
        return fee && !this.props.order.paysCard(fee.product_id) ? fee : undefined;
    }
    open() {
        this.dialog.add(MemberCardDialog, { order: this.props.order, card: this.props.card });
    }
    charge() {
        this.pos.chargeCard(this.props.order, this.props.card);
    }
}
