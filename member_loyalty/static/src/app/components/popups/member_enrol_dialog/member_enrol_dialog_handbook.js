import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";
import { MemberHandbookDialog } from "@member_loyalty/app/components/popups/member_handbook_dialog/member_handbook_dialog";
import { patch } from "@web/core/utils/patch";

/**
 * Who becomes a member accepts the handbook, in the version that the dialog shows.
 */
patch(MemberEnrolDialog.prototype, {
    setup() {
        super.setup(...arguments);
        this.state.handbook = false;
        this.loadHandbook();
    },
    /** The dialog doesn't wait for it: what wasn't shown isn't accepted. */
    async loadHandbook() {
        const handbook = await this.pos.askMembership("member_handbook");
        if (handbook?.id) {
            this.state.handbook = handbook;
            this.state.values.handbook_id = handbook.id;
        }
    },
    showHandbook() {
        this.pos.dialog.add(MemberHandbookDialog, { handbook: this.state.handbook });
    },
});
