import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";
import { MemberHandbookDialog } from "@member_loyalty/app/components/popups/member_handbook_dialog/member_handbook_dialog";
import { onWillStart } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";

/**
 * Who becomes a member accepts the handbook, in the version that the dialog shows.
 */
patch(MemberEnrolDialog.prototype, {
    setup() {
        super.setup(...arguments);
        this.handbook = false;
        onWillStart(async () => {
            const handbook = await this.pos.askMembership("member_handbook");
            if (handbook?.id) {
                this.handbook = handbook;
                this.state.values.handbook_id = handbook.id;
            }
        });
    },
    showHandbook() {
        this.pos.dialog.add(MemberHandbookDialog, { handbook: this.handbook });
    },
});
