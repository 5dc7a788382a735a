import { _t } from "@web/core/l10n/translation";
import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";
import { patch } from "@web/core/utils/patch";

/**
 * Ways by which a new member may want news and offers: none is marked until the customer says so.
 */
patch(MemberEnrolDialog.prototype, {
    get contactBoxes() {
        return [
            { name: "contact_email", label: _t("Email") },
            { name: "contact_sms", label: _t("SMS") },
            { name: "contact_phone", label: _t("Phone call") },
        ];
    },
    get marketingText() {
        return this.pos.config._member_marketing_text;
    },
});
