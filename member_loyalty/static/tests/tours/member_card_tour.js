import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const DIGITAL_CARD = "0470000000018";

function openCard() {
    return { content: "open the card", trigger: ".member-card-open", run: "click" };
}

registry.category("web_tour.tours").add("MemberLostCardTour", {
    steps: () =>
        [
            Member.start(),
            // In the middle of a sale the member finds that the card is lost: found by phone, with a reward claimed.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.find("6502530101"),
            Member.panelShows("name", "Ada"),
            PosLoyalty.claimReward("$ 5"),
            Order.hasTotal("38.99"),
            Member.panelShows("card-tail", "••••0019"),
            openCard(),
            { content: "block it", trigger: ".member-card-lost", run: "click" },
            Dialog.cancel({ title: "Block card ••••0019?" }),
            { content: "it is kept", trigger: ".member-card-dialog .member-card-dialog-state:contains('Active')" },
            Member.aMomentLater(),
            { content: "block it", trigger: ".member-card-lost", run: "click" },
            { content: "sure", trigger: ".modal-footer button:contains('Block the card')", run: "click" },
            { content: "blocked", trigger: ".member-card-dialog .alert-success:contains('••••0019 is blocked')" },
            { content: "can't be blocked again", trigger: ".member-card-dialog:not(:has(.member-card-lost))" },
            // Somebody else's card is scanned first.
            Member.scan(Member.LOST_CARD),
            { content: "the fee is told", trigger: ".member-card-dialog .member-card-fee:contains('5.00')" },
            { content: "a cashier can't waive it", trigger: ".member-card-dialog:not(:has(#member-card-waive))" },
            { content: "give it", trigger: ".member-card-give", run: "click" },
            { content: "refused", trigger: ".member-card-dialog .alert-danger:contains('belongs to another member')" },
            Member.scan(Member.STOCK_CARD),
            // Twice, as fingers do; not so soon that it belongs to the touch before.
            Member.aMomentLater(),
            { content: "give the new one", trigger: ".member-card-give", run: "dblclick" },
            Dialog.isNot(),
            Notification.has("Card ••••0033 is now active"),
            // The order has its customer, line and reward, and the fee.
            Member.panelShows("name", "Ada"),
            Member.panelShows("card-tail", "••••0033"),
            Order.hasLine({ productName: "Night Cream", quantity: "1" }),
            Order.hasLine({ productName: "New Card", quantity: "1" }),
            Order.hasTotal("43.99"),
            Member.panelShows("spent", "100"),
            Member.pay(),
            Member.nextOrder(),
            // The lost card says so; the new one finds its member.
            Member.scan(Member.ADA_CARD),
            Member.findSays(`Card ${Member.ADA_CARD} was reported lost on`),
            Dialog.cancel(),
            Member.scan(Member.STOCK_CARD),
            Member.panelShows("name", "Ada"),
            {
                content: "nothing is left to pay",
                trigger: ".member-card:contains('0033'):not(:has(.member-card-charge))",
            },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberDigitalCardTour", {
    steps: () =>
        [
            Member.start(),
            // Dan lost his card some time ago.
            Member.find("6502530102"),
            Member.panelShows("card-state", "Lost"),
            // A card from the stock, scanned while the member is the customer, is for them.
            Member.scan(Member.STOCK_CARD),
            { content: "it is filled in", trigger: `#member-new-card:value(${Member.STOCK_CARD})` },
            { content: "the member wants the phone", trigger: "#member-new-card", run: "clear" },
            { content: "a new number", trigger: ".member-card-give:contains('New number')", run: "click" },
            Notification.has("Card ••••0018 is now active"),
            Member.panelShows("card-tail", "••••0018"),
            // What the phone shows is what the scanner reads.
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Member.scan(DIGITAL_CARD),
            Member.panelShows("name", "Dan"),
            Chrome.endTour(),
        ].flat(),
});
