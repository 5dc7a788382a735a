import { MemberHandbookDialog } from "@member_loyalty/app/components/popups/member_handbook_dialog/member_handbook_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * Show a customer the rules of the membership, as they were published last.
     */
    async showHandbook() {
        const handbook = await this.askMembership("member_handbook");
        if (handbook?.id) {
            this.dialog.add(MemberHandbookDialog, { handbook });
        } else {
            const message = handbook
                ? _t("Showing the handbook needs the connection.")
                : _t("No handbook is published yet.");
            this.notification.add(message, { type: "warning" });
        }
    },
});
