import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";
import { cardNumberAtEnd } from "@member_loyalty/app/utils/card_number";
import { once } from "@member_loyalty/app/utils/once";

/**
 * Finds a member by what is typed or scanned, and offers enrollment when there is none.
 */
export class MemberFindDialog extends Component {
    static template = "member_loyalty.MemberFindDialog";
    static components = { ActButton, Dialog };
    static props = {
        query: { type: String, optional: true },
        answer: { type: Object, optional: true },
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.input = useRef("input");
        this.candidates = useRef("candidates");
        this.order = this.pos.getOrder();
        this.state = useState({
            query: this.props.query || "",
            answer: this.props.answer || {},
            busy: false,
        });
        useEffect(
            () => {
                const first = this.candidates.el?.querySelector("button");
                first ? first.focus() : this.input.el.select();
            },
            () => [this.state.answer]
        );
    }
    async find() {
        const query = this.state.query.trim();
        const answer = query && (await once(this.state, () => this.pos.findMember(this.order, query)));
        if (answer) {
            this.show(answer);
        }
    }
    async choose({ partner_id }) {
        const answer = await once(this.state, () => this.pos.askMembership("member_snapshot", partner_id));
        if (answer?.partner_id) {
            this.pos.setMember(this.order, answer);
            this.props.close();
        } else if (answer) {
            this.show(answer);
        }
    }
    show(answer) {
        if (answer.snapshot) {
            this.props.close();
        } else {
            this.state.answer = answer;
        }
    }
    /** What was looked for is part of who isn't found. A few digits are no phone number, and no name. */
    fieldOf(query) {
        if (cardNumberAtEnd(query, this.pos.config._member_card_types)) {
            return "card_number";
        }
        if (query.includes("@")) {
            return "email";
        }
        const digits = query.replace(/\D/g, "").length;
        if (/^[\d\s()+./-]+$/.test(query)) {
            return digits > 6 ? "phone" : undefined;
        }
        return "name";
    }
    enrol() {
        const query = this.state.query.trim();
        const field = this.fieldOf(query);
        this.props.close();
        return this.pos.openMemberDialog(MemberEnrolDialog, {
            order: this.order,
            values: field ? { [field]: query } : {},
        });
    }
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.find();
        }
    }
}
