import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";

/**
 * Says that the customer in front of the till may become a member, and why.
 */
export class MemberOffer extends Component {
    static template = "member_loyalty.MemberOffer";
    static props = { order: Object };

    setup() {
        this.dialog = useService("dialog");
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
        this.dialog.add(MemberEnrolDialog, { order: this.props.order });
    }
}
