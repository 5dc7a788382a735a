import { registry } from "@web/core/registry";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberOfflineTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Member.pullTheNetwork(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.panelShows("as-of", "Offline, as of"),
            Member.panelShows("won", "+54.99"),
            Member.scan(Member.LOST_CARD),
            Notification.has("The till is offline"),
            Member.pay(),
            Dialog.confirm("Continue with limited functionality"),
            Member.receiptShows("earned", "54.99"),
            {
                content: "the receipt says when the points come",
                trigger: ".member-receipt:contains('is synchronized'):not(:has(.member-receipt-balance))",
            },
            Member.nextOrder(),
            // The next customer comes from the till's own list; their card was never seen here.
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Dan"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.panelShows("as-of", "Offline, as last loaded"),
            Member.panelShows("won", "+54.99"),
            Member.plugItIn(),
            Member.panelShows("as-of", "As of"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Member.panelShows("points", "54.99"),
            Chrome.endTour(),
        ].flat(),
});
