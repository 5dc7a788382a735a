import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";
import { cardNumberAtEnd } from "@member_loyalty/app/utils/card_number";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const FIELD = "brought_by";

/**
 * Where the shop rewards referrals, the dialog asks who brought the customer.
 */
patch(MemberEnrolDialog.prototype, {
    setup() {
        super.setup(...arguments);
        this.state.values[FIELD] = "";
    },
    get asksReferral() {
        return this.pos.config._member_asks_referral;
    },
    get textFields() {
        const field = {
            name: FIELD,
            label: _t("Brought by"),
            type: "text",
            placeholder: _t("Referral code, card or number of a member"),
        };
        return this.asksReferral ? [...super.textFields, field] : super.textFields;
    },
    onScan({ code }) {
        if (document.activeElement?.name === FIELD) {
            this.state.values[FIELD] = code;
        } else {
            super.onScan(...arguments);
        }
    },
    /** The card of the friend stays here; any other scan is the new member's own. */
    onInput(field) {
        if (field !== FIELD) {
            super.onInput(...arguments);
        } else if (cardNumberAtEnd(this.state.values[FIELD], this.pos.config._member_card_types)) {
            this.endOfScan = true;
        }
    },
    onKeydown(ev, field) {
        if (ev.key === "Enter" && field === "card_number" && this.asksReferral && !this.endOfScan) {
            ev.preventDefault();
            this.focus(FIELD);
        } else if (ev.key === "Enter" && field === FIELD && !this.endOfScan) {
            ev.preventDefault();
            this.focus("consent");
        } else {
            super.onKeydown(...arguments);
        }
    },
});
