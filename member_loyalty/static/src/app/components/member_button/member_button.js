import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { MemberFindDialog } from "@member_loyalty/app/components/popups/member_find_dialog/member_find_dialog";

export class MemberButton extends Component {
    static template = "member_loyalty.MemberButton";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
    }
    onClick() {
        this.dialog.add(MemberFindDialog);
    }
}
