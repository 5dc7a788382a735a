/* global posmodel */

import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function offers(text) {
    return { content: `the till says "${text}"`, trigger: `.member-offer:contains("${text}")` };
}
function offersNothing() {
    return { content: "no offer", trigger: ".product-screen:not(:has(.member-offer))" };
}
function isMemberNow(customer) {
    return {
        content: `the till knows that ${customer} is a member now`,
        trigger: ".receipt-screen",
        async run({ waitUntil }) {
            await waitUntil(() => posmodel.models["res.partner"].find(({ name }) => name === customer).member_number, {
                timeout: 10000,
            });
        },
    };
}
function enrols() {
    return [
        { content: "enrol", trigger: ".member-panel button:contains('Enrol')", run: "click" },
        { content: "the customer agrees", trigger: ".member-enrol [name='consent']", run: "click" },
        { content: "Enter enrols", trigger: ".member-enrol [name='submit']:focus", run: "press Enter" },
    ];
}

registry.category("web_tour.tours").add("MemberQualifyTour", {
    steps: () =>
        [
            Member.start(),
            // One purchase: known before anybody is chosen.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            offersNothing(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            offers("This purchase of $ 159.99 qualifies"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Cleo"),
            offers("Cleo qualifies with one purchase of $ 159.99"),
            enrols(),
            Notification.has("Cleo is now a member"),
            offersNothing(),
            Member.panelShows("won", "+"),
            Member.pay(),
            Member.postedIsShown(),
            Member.nextOrder(),
            // Purchases of the last days, with the order in hand.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Eve"),
            offers("Eve qualifies with purchases of $ 139.99 in 90 days"),
            // Who agreed before is enrolled by the sale itself.
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Rosa"),
            offers("Rosa becomes a member with this purchase"),
            Member.pay(),
            // The good news is gone after some seconds, which a slow machine needs for the receipt.
            isMemberNow("Rosa"),
            { content: "the receipt has the points", trigger: ".pos-receipt .member-receipt-earned:contains('54.99')" },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberQualifyOfflineTour", {
    steps: () =>
        [
            Member.start(),
            Member.pullTheNetwork(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            offers("This purchase of $ 120.00 qualifies"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Cleo"),
            offers("Cleo qualifies with one purchase of $ 120.00"),
            Member.plugItIn(),
            Chrome.endTour(),
        ].flat(),
});
