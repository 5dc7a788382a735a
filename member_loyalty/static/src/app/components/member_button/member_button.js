import { Component } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberFindDialog } from "@member_loyalty/app/components/popups/member_find_dialog/member_find_dialog";

export class MemberButton extends Component {
    static template = "member_loyalty.MemberButton";
    static components = { ActButton };
    static props = {};

    setup() {
        this.pos = usePos();
    }
    onClick() {
        return this.pos.openMemberDialog(MemberFindDialog);
    }
}
