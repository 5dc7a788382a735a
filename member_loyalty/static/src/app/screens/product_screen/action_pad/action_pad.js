import { ActionpadWidget } from "@point_of_sale/app/screens/product_screen/action_pad/action_pad";
import { MemberButton } from "@member_loyalty/app/components/member_button/member_button";
import { patch } from "@web/core/utils/patch";

patch(ActionpadWidget, {
    components: { ...ActionpadWidget.components, MemberButton },
});
