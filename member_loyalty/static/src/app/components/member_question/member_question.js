import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { once } from "@member_loyalty/app/utils/once";

/**
 * One item that is missing in the member's file, to be asked for. The sale goes on beside it.
 */
export class MemberQuestion extends Component {
    static template = "member_loyalty.MemberQuestion";
    static components = { ActButton };
    static props = { order: Object, question: Object };

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.state = useState({ value: "", message: "", busy: false });
    }
    get partner() {
        return this.props.order.getPartner();
    }
    get askText() {
        return _t("Ask for: %s", this.props.question.label);
    }
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
    }
    save() {
        return this.send("member_answer", this.state.value);
    }
    decline() {
        return this.send("member_decline");
    }
    send(method, ...value) {
        return once(this.state, async () => {
            const { field, label } = this.props.question;
            const answer = await this.pos.askMembership(method, this.partner.id, field, ...value);
            if (answer.status !== "saved") {
                this.state.message = answer.message;
                return;
            }
            this.state.message = "";
            this.state.value = "";
            if (value.length) {
                this.notification.add(_t("%s saved.", label), { type: "success" });
            }
            this.pos.loadMember(this.props.order, answer.snapshot);
        });
    }
}
