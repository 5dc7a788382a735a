import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberReferralTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.beginEnrolment("6502530107", "Bo Diaz"),
            // A code that isn't one, then the friend's card.
            Member.fill("brought_by", "NOBODY2"),
            { content: "agree", trigger: ".member-enrol [name='consent']:focus", run: "click" },
            { content: "try", trigger: ".member-enrol [name='submit']", run: "click" },
            {
                content: "no such member",
                trigger: '.member-enrol .invalid-feedback:contains("isn\'t the referral code")',
            },
            {
                content: "the friend's card",
                trigger: ".member-enrol [name='brought_by']:focus",
                run: `edit ${Member.ADA_CARD}`,
            },
            { content: "enrol", trigger: ".member-enrol [name='submit']", run: "click" },
            Notification.has("Bo Diaz is now a member"),
            Member.panelShows("prompts", "Referred by Ada"),
            Member.pay(),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
