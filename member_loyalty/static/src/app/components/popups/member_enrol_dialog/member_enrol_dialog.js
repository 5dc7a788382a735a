import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { useMemberScan } from "@member_loyalty/app/hooks/member_scan_hook";
import { cardNumberAtEnd } from "@member_loyalty/app/utils/card_number";
import { MemberHandbookDialog } from "@member_loyalty/app/components/popups/member_handbook_dialog/member_handbook_dialog";
import { once } from "@member_loyalty/app/utils/once";

const FIELDS = ["phone", "name", "email", "card_number", "brought_by", "consent"];

/**
 * Enrolls the customer in front of the till, with keyboard and scanner alone: Enter moves on, a scan anywhere fills the
 * card.
 */
export class MemberEnrolDialog extends Component {
    static template = "member_loyalty.MemberEnrolDialog";
    static components = { ActButton, Dialog };
    static props = {
        order: Object,
        values: { type: Object, optional: true },
        close: Function,
    };
    static defaultProps = { values: {} };

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.form = useRef("form");
        this.state = useState({
            values: {
                phone: "",
                name: "",
                email: "",
                card_number: "",
                brought_by: "",
                consent: false,
                ...this.props.values,
            },
            handbook: false,
            problem: {},
            twin: null,
            busy: false,
        });
        this.endOfScan = false;
        useMemberScan(this.onScan);
        onMounted(() => this.focus(this.firstEmpty));
        this.loadHandbook();
    }
    /**
     * Who becomes a member accepts the handbook, in the version shown here. The dialog doesn't wait for it: what wasn't
     * shown isn't accepted.
     */
    async loadHandbook() {
        const handbook = await this.pos.askMembership("member_handbook");
        if (handbook?.id) {
            this.state.handbook = handbook;
            this.state.values.handbook_id = handbook.id;
        }
    }
    showHandbook() {
        return this.pos.openMemberDialog(MemberHandbookDialog, { handbook: this.state.handbook });
    }
    /** Names of what is asked, in the order of the form; where the shop rewards referrals, who brought the customer. */
    get fields() {
        return this.pos.config._member_asks_referral ? FIELDS : FIELDS.filter((name) => name !== "brought_by");
    }
    get textFields() {
        const fields = [
            { name: "phone", label: _t("Phone"), type: "tel", required: true },
            { name: "name", label: _t("Name"), type: "text", required: true },
            { name: "email", label: _t("Email"), type: "email" },
            {
                name: "card_number",
                label: _t("Card"),
                type: "text",
                placeholder: _t("Scan a card, or leave empty for a new number"),
            },
            {
                name: "brought_by",
                label: _t("Referred by"),
                type: "text",
                placeholder: _t("Referral code, card or number of a member"),
            },
        ];
        return fields.filter(({ name }) => this.fields.includes(name));
    }
    get firstEmpty() {
        return this.fields.find((field) => !this.state.values[field]) || "submit";
    }
    get handbookText() {
        const { version, date } = this.state.handbook;
        return _t("Accepts version %(version)s of the handbook, dated %(date)s", { version, date });
    }
    get consentText() {
        return this.pos.config._member_consent_text;
    }
    focus(name) {
        // The answer may come after the dialog was closed.
        this.form.el?.closest(".member-enrol").querySelector(`[name='${name}']`).focus();
    }
    onScan(code) {
        this.state.values[document.activeElement?.name === "brought_by" ? "brought_by" : "card_number"] = code;
    }
    /**
     * A scanner types where the cursor is: the card goes where it belongs. The card of the friend stays with the friend;
     * any other scan is the new member's own.
     */
    onInput(field) {
        const { values } = this.state;
        const card = cardNumberAtEnd(values[field], this.pos.config._member_card_types);
        if (!card) {
            return;
        }
        this.endOfScan = field !== "card_number";
        if (field !== "brought_by") {
            values[field] = values[field].slice(0, -card.length);
            values.card_number = card;
        }
    }
    onConsent() {
        if (this.state.values.consent) {
            this.focus("submit");
        }
    }
    onKeydown(ev, field) {
        if (ev.key !== "Enter") {
            this.endOfScan = false;
            return;
        }
        ev.preventDefault();
        if (this.endOfScan) {
            this.endOfScan = false;
            return;
        }
        this.focus(this.fields[this.fields.indexOf(field) + 1] || "submit");
    }
    enrol() {
        return once(this.state, async () => {
            const at_hand = this.props.order.getEnrolmentAtHand();
            this.show(await this.pos.askMembership("enrol_member", { ...this.state.values, at_hand }));
        });
    }
    show(answer) {
        if (answer.status === "enrolled") {
            const { name, number } = answer.snapshot;
            this.take(answer.snapshot);
            this.notification.add(_t("%(name)s is now a member with number %(number)s.", { name, number }), {
                type: "success",
            });
            return;
        }
        this.state.twin = answer.status === "duplicate" ? answer.snapshot : null;
        this.state.problem =
            answer.status === "offline"
                ? { message: _t("Enrollment needs a connection. Continue the sale and enroll the customer later.") }
                : answer;
        this.focus(this.state.problem.field || "phone");
    }
    take(snapshot) {
        this.pos.setMember(this.props.order, snapshot);
        this.props.close();
    }
    useTwin() {
        this.take(this.state.twin);
    }
    enrolTwin() {
        // What is on file stays: the cashier typed the name of somebody else, maybe.
        const { partner_id, name } = this.state.twin;
        Object.assign(this.state.values, { partner_id, name, email: "" });
        return this.enrol();
    }
}
