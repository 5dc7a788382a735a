import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { MemberButton } from "@member_loyalty/app/components/member_button/member_button";
import { patch } from "@web/core/utils/patch";

patch(ControlButtons, {
    components: { ...ControlButtons.components, MemberButton },
});
