import { patch } from "@web/core/utils/patch";
import { MemberFindDialog } from "@member_loyalty/app/components/popups/member_find_dialog/member_find_dialog";
import { once } from "@member_loyalty/app/utils/once";

/** On the days of a campaign, its guests are found from their list, too. */
patch(MemberFindDialog.prototype, {
    async showGuests() {
        const query = this.state.query.trim();
        const answer = await once(this.state, () => this.pos.askMembership("member_campaign_guests", query));
        if (answer) {
            this.show(answer);
        }
    },
});
