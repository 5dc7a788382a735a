import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ProfileBlock } from "@member_loyalty/profile/profile_block";

/** What is known of the member: what they hold and are owed, what they bought, how the last contacts went. */
export class FocusKnown extends Component {
    static template = "member_followup.FocusKnown";
    static components = { ProfileBlock };
    static props = { contact: Object, open: Function };

    get partnerId() {
        return this.props.contact.who.partner_id;
    }

    get blocks() {
        const { owed, holds, visits } = this.props.contact;
        return [
            { name: "owed", block: { title: _t("What We Owe This Member"), items: owed } },
            { name: "holds", block: { title: _t("Points and Wallet"), tiles: holds } },
            { name: "visits", block: { title: _t("Visits"), tiles: visits } },
        ].filter(({ block }) => block.items?.length || block.tiles?.length);
    }

    get histories() {
        const { contacts, purchases } = this.props.contact;
        return [
            {
                name: "contacts",
                title: _t("Last Contacts"),
                rows: contacts,
                empty: _t("Nobody has contacted this member yet."),
            },
            { name: "purchases", title: _t("Last Purchases"), rows: purchases, empty: _t("No purchase yet.") },
        ];
    }
}
