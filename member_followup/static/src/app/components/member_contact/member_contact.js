import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberPanel } from "@member_loyalty/app/components/member_panel/member_panel";
import { once } from "@member_loyalty/app/utils/once";

/**
 * What to say to the member in front, or to ask: one thing, recorded in one touch. The sale goes on beside it.
 */
export class MemberContact extends Component {
    static template = "member_followup.MemberContact";
    static components = { ActButton };
    static props = { order: Object, question: Object };

    setup() {
        this.pos = usePos();
        this.state = useState({ message: "", busy: false, isLater: false });
    }
    get icon() {
        const icons = { gift: "fa-gift", promise: "fa-handshake-o", store: "fa-comments-o", campaign: "fa-calendar" };
        return icons[this.props.question.kind];
    }
    /** Where cashiers sign in as employees, the user is the till's. */
    get employeeId() {
        const cashier = this.pos.getCashier();
        return cashier?.model?.name === "hr.employee" ? cashier.id : null;
    }
    answer(value) {
        return once(this.state, async () => {
            const { order, question } = this.props;
            const asked = [order.getPartner().id, question.contact_id, value];
            const answer =
                question.kind === "campaign"
                    ? await this.pos.askMembership("member_campaign_answer", ...asked)
                    : await this.pos.askMembership("member_contact_answer", ...asked, this.employeeId);
            this.state.message = answer.message || "";
            if (answer.snapshot) {
                this.pos.loadMember(order, answer.snapshot);
            }
        });
    }
    /** It comes again with the next order. */
    later() {
        this.state.isLater = true;
    }
}

MemberPanel.components = { ...MemberPanel.components, MemberContact };
