import { registry } from "@web/core/registry";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function benefit(name) {
    return `.member-benefit:contains("${name}")`;
}
function use(name) {
    return { content: `use ${name}`, trigger: `${benefit(name)} .member-benefit-use:enabled`, run: "click" };
}
function undo(name) {
    return { content: `undo ${name}`, trigger: `${benefit(name)} .member-benefit-undo:enabled`, run: "click" };
}
function left(name, text) {
    return { content: `${name}: ${text}`, trigger: `${benefit(name)} .member-benefit-left:contains("${text}")` };
}
function usedUp(name) {
    return { content: `${name} is used up`, trigger: `${benefit(name)} .member-benefit-use:disabled` };
}

registry.category("web_tour.tours").add("MemberBenefitTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            // To its quota, a note each time, one taken back.
            left("Gift Wrapping", "2 of 2 left (this month)"),
            use("Gift Wrapping"),
            TextInputPopup.inputText("Red paper"),
            Dialog.confirm(),
            left("Gift Wrapping", "1 of 2 left (this month)"),
            undo("Gift Wrapping"),
            left("Gift Wrapping", "2 of 2 left (this month)"),
            ["Red paper", "Blue paper"].map((paper) => [
                use("Gift Wrapping"),
                TextInputPopup.inputText(paper),
                Dialog.confirm(),
            ]),
            left("Gift Wrapping", "0 of 2 left (this month)"),
            usedUp("Gift Wrapping"),
            // A double click is one use, and its product comes onto the order for nothing.
            {
                content: "two clicks",
                trigger: `${benefit("Birthday Gift")} .member-benefit-use:enabled`,
                run: "dblclick",
            },
            // The goods need the room.
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            Member.openPanel(),
            { content: "open again", trigger: ".member-benefits-toggle[aria-expanded='false']", run: "click" },
            left("Birthday Gift", "0 of 1 left (this year)"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            ProductScreen.clickNumpad("2"),
            Dialog.is({ title: "One item per use" }),
            Dialog.confirm(),
            undo("Birthday Gift"),
            left("Birthday Gift", "1 of 1 left (this year)"),
            ProductScreen.orderIsEmpty(),
            use("Birthday Gift"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.pay(),
            Member.nextOrder(),
            // Offline nobody knows what is left.
            Member.scan(Member.ADA_CARD),
            usedUp("Birthday Gift"),
            Member.pullTheNetwork(),
            { content: "offline says why", trigger: ".member-benefits-offline:contains('once the till is online')" },
            Member.plugItIn(),
            usedUp("Birthday Gift"),
            Chrome.endTour(),
        ].flat(2),
});

registry.category("web_tour.tours").add("MemberBenefitPhoneTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.openPanel(),
            use("Gift Wrapping"),
            TextInputPopup.inputText("Red paper"),
            Dialog.confirm(),
            left("Gift Wrapping", "1 of 2 left (this month)"),
            undo("Gift Wrapping"),
            left("Gift Wrapping", "2 of 2 left (this month)"),
            Chrome.endTour(),
        ].flat(),
});

/** The first touch takes the quantity away, the second the line. */
function removeLine() {
    return [ProductScreen.clickNumpad("⌫", "⌫"), ProductScreen.orderIsEmpty()].flat();
}

registry.category("web_tour.tours").add("MemberBenefitRemovedTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            use("Birthday Gift"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            // Only the line is removed.
            removeLine(),
            left("Birthday Gift", "1 of 1 left (this year)"),
            use("Birthday Gift"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            // Without network nobody can be told, until the order is canceled.
            Member.pullTheNetwork(),
            removeLine(),
            Notification.has("Benefits can be used again once the till is online"),
            Member.plugItIn(),
            left("Birthday Gift", "0 of 1 left (this year)"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Chrome.clickOrders(),
            TicketScreen.deleteOrder("001"),
            Dialog.confirm(),
            { content: "the order is gone", trigger: ".ticket-screen:not(:has(.order-row:contains('43.99')))" },
            Chrome.clickRegister(),
            Member.scan(Member.ADA_CARD),
            left("Birthday Gift", "1 of 1 left (this year)"),
            use("Birthday Gift"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1", "0.00"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberProductsTour", {
    steps: () =>
        [
            Member.start(),
            // Nobody chosen yet: the cashier is told, and can't go on to payment.
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Notification.has("Gift Set is for members only"),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("Select or enroll a member"),
            Dialog.confirm(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            ProductScreen.clickNumpad("2"),
            ProductScreen.selectedOrderlineHas("Gift Set", "2"),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("limited to 1 per member and month"),
            Dialog.confirm(),
            ProductScreen.clickNumpad("⌫", "1"),
            ProductScreen.selectedOrderlineHas("Gift Set", "1"),
            Member.pay(),
            Member.nextOrder(),
            // A customer who isn't a member doesn't get it onto the order.
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Rosa"),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Notification.has("Gift Set is for members only"),
            ProductScreen.orderIsEmpty(),
            Chrome.endTour(),
        ].flat(),
});
