import { Component } from "@odoo/owl";
import { once } from "@member_loyalty/app/utils/once";
import { rememberTouch } from "@member_loyalty/app/utils/second_touch";

/**
 * The button of everything that the membership does at the till: it acts once, however often it is touched while it acts.
 * Who opens a dialog acts until the dialog is closed, see `openMemberDialog` of the store.
 */
export class ActButton extends Component {
    static template = "member_loyalty.ActButton";
    static props = {
        onClick: Function,
        // Rather than in the slot, which is rendered anew with what it reads, even after there is no button to be.
        text: { type: String, optional: true },
        class: { type: [String, Object], optional: true },
        disabled: { optional: true },
        name: { type: String, optional: true },
        title: { type: String, optional: true },
        label: { type: String, optional: true },
        attrs: { type: Object, optional: true },
        slots: { type: Object, optional: true },
    };

    setup() {
        this.acting = { busy: false };
    }
    touch(ev) {
        rememberTouch(ev);
        return once(this.acting, () => this.props.onClick(ev));
    }
}
