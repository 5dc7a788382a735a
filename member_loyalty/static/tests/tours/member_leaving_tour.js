import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberLeavingTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            // The list shows masks, and finds by the whole number.
            ProductScreen.clickPartnerButton(),
            {
                content: "search by the whole number",
                trigger: ".modal-dialog .input-group input",
                run: "edit 6502530042",
            },
            // The search waits for the end of typing.
            { content: "no mask has it", trigger: ".partner-list:contains('No customers found')" },
            {
                content: "the server knows it",
                trigger: ".modal-dialog .input-group input",
                run: "press Enter",
            },
            {
                content: "the phone number is masked",
                trigger: ".partner-list .partner-info:contains('Leo Left') .partner-line-email:contains('••••••••042')",
            },
            PartnerList.clickPartner("Leo Left"),
            {
                content: "who left is said to have left",
                trigger: ".member-panel:contains('is a former member')",
            },
            { content: "take back", trigger: ".member-panel button:contains('Reinstate')", run: "click" },
            {
                content: "news by e-mail, because the customer says so",
                trigger: ".member-enrol [name='contact_email']:not(:checked)",
                run: "click",
            },
            { content: "the customer agrees", trigger: ".member-enrol [name='consent']", run: "click" },
            { content: "enrol", trigger: ".member-enrol [name='submit']", run: "click" },
            Member.openPanel(),
            { content: "a member again", trigger: ".member-panel .member-number" },
            Chrome.endTour(),
        ].flat(),
});
