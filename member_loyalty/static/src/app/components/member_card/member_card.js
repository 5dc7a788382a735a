import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";

/**
 * The card that identifies the member: its state, what is to pay for it, and the way to block or replace it.
 */
export class MemberCard extends Component {
    static template = "member_loyalty.MemberCard";
    static components = { ActButton };
    static props = {
        order: Object,
        card: { type: [Object, { value: false }], optional: true },
    };

    setup() {
        this.pos = usePos();
    }
    get isInUse() {
        return this.props.card?.state === "active";
    }
    get validity() {
        const { good_until } = this.props.card;
        return good_until && _t("valid until %s", formatDate(deserializeDate(good_until)));
    }
    /** What is still to pay for the card, unless this order pays it. */
    get fee() {
        const { fee } = this.props.card || {};
        return fee && !this.props.order.paysCard(fee.product_id) ? fee : undefined;
    }
    get chargeLabel() {
        return _t("Charge %s", this.env.utils.formatCurrency(this.fee.amount));
    }
    open() {
        return this.pos.giveCard(this.props.order);
    }
    charge() {
        return this.pos.chargeCard(this.props.order, this.props.card);
    }
}
