import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";

/**
 * Says that the customer in front of the till may become a member, and why.
 */
export class MemberOffer extends Component {
    static template = "member_loyalty.MemberOffer";
    static components = { ActButton };
    static props = { order: Object };

    setup() {
        this.pos = usePos();
    }
    get partner() {
        return this.props.order.getPartner();
    }
    get offer() {
        return this.props.order.getEnrolmentOffer();
    }
    get text() {
        const { rule, figure, isAutomatic } = this.offer;
        const amount = this.env.utils.formatCurrency(figure);
        const name = this.partner?.name;
        if (isAutomatic) {
            return _t("%(name)s becomes a member with this purchase.", { name });
        }
        if (!this.partner) {
            return _t("This purchase of %(amount)s qualifies. Offer membership.", { amount });
        }
        return rule.kind === "single"
            ? _t("%(name)s qualifies with one purchase of %(amount)s. Offer membership.", { name, amount })
            : _t("%(name)s qualifies with purchases of %(amount)s in %(days)s days. Offer membership.", {
                  name,
                  amount,
                  days: rule.days,
              });
    }
    /** With a customer, the panel has the button. */
    enrol() {
        return this.pos.openMemberDialog(MemberEnrolDialog, { order: this.props.order });
    }
}
