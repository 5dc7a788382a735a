/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function announced(text) {
    return { content: `announced: ${text}`, trigger: `.receipt-screen .member-welcome:contains("${text}")` };
}
function printed(text) {
    return { content: `printed: ${text}`, trigger: `.pos-receipt .member-receipt-welcome:contains("${text}")` };
}
const promisesNothing = {
    content: "no tier is promised",
    trigger: ".member-panel:not(:has(.member-brings))",
};

registry.category("web_tour.tours").add("MemberUpgradeTour", {
    steps: () =>
        [
            Member.start(),
            // What the order in hand leaves to do, by the amounts that the server counts: net of taxes.
            Member.scan(Member.ADA_CARD),
            Member.panelShows("standing", "150.00 to Silver"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.panelShows("standing", "110.01 to Silver"),
            promisesNothing,
            Member.pay(),
            { content: "nothing to announce", trigger: ".receipt-screen:not(:has(.member-welcome))" },
            Member.nextOrder(),
            // One purchase past Silver to Gold.
            Member.scan(Member.ADA_CARD),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.panelShows("brings", "This purchase earns Silver"),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.panelShows("brings", "This purchase earns Gold"),
            Member.pay(),
            announced("Ada is now Gold"),
            announced("30 Points"),
            announced("2 times the points"),
            announced("Gift Wrapping: 2 per month"),
            printed("Welcome to Gold"),
            printed("Gift Wrapping: 2 per month"),
            Member.nextOrder(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("tier", "Gold"),
            {
                content: "nothing above",
                trigger: ".member-panel:not(:has(.member-standing)):not(:has(.member-brings))",
            },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberUpgradeOfflineTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("standing", "150.00 to Silver"),
            Member.pullTheNetwork(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.panelShows("standing", "150.00 to Silver (excluding this order)"),
            promisesNothing,
            Member.pay(),
            Dialog.confirm("Continue with limited functionality"),
            { content: "nothing is claimed", trigger: ".receipt-screen:not(:has(.member-welcome))" },
            { content: "nor printed", trigger: ".pos-receipt:not(:has(.member-receipt-welcome))" },
            Member.nextOrder(),
            Member.plugItIn(),
            Notification.has("Ada is now Silver"),
            // The next visit, and the receipt printed again.
            Member.scan(Member.ADA_CARD),
            Member.panelShows("tier", "Silver"),
            Member.panelShows("prompts", "Reached Silver with the purchase of"),
            Chrome.clickOrders(),
            TicketScreen.selectFilter("Paid"),
            TicketScreen.selectOrder("Ada"),
            run(() => {
                const order = posmodel.models["pos.order"].find(({ amount_total }) => amount_total > 0);
                if (order.getMemberReceipt().welcome.tier !== "Silver") {
                    throw new Error("The receipt printed again doesn't welcome to Silver.");
                }
            }, "the receipt printed again welcomes"),
            Chrome.endTour(),
        ].flat(),
});
