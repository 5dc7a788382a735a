/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const paysWithWallet = { content: "pay with the wallet", trigger: ".member-wallet-pay", run: "click" };

registry.category("web_tour.tours").add("MemberPinTour", {
    steps: () =>
        [
            Member.start(),
            // By phone: nobody has shown a card.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.find("6502530101"),
            Member.panelShows("money", "110"),
            // Up to the limit nobody is asked.
            Member.payFromWallet("43.99", "30"),
            Order.hasTotal("13.99"),
            paysWithWallet,
            { content: "all of it", trigger: ".modal button:contains('Confirm')", run: "click" },
            Member.enterPin("1111"),
            { content: "it is said what is wrong", trigger: ".modal .subtitle:contains('Wrong PIN')" },
            Member.typePin("4711"),
            Dialog.isNot(),
            run(() => {
                if (document.body.innerText.includes("4711")) {
                    throw new Error("The PIN stands in clear on the screen.");
                }
            }, "no message has the PIN"),
            Order.hasTotal("0.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickValidate(),
            Member.receiptShows("paid", "43.99"),
            Member.nextOrder(),
            // Without PIN or card, nothing is taken.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.find("6502530101"),
            Member.panelShows("money", "66.01"),
            paysWithWallet,
            { content: "all of it", trigger: ".modal button:contains('Confirm')", run: "click" },
            { content: "asked for the PIN", trigger: ".modal:contains('PIN')" },
            Dialog.cancel(),
            Dialog.isNot(),
            Order.hasTotal("43.99"),
            // The card instead, at the same question.
            paysWithWallet,
            { content: "all of it", trigger: ".modal button:contains('Confirm')", run: "click" },
            { content: "asked for the PIN", trigger: ".modal:contains('PIN')" },
            Member.scan(Member.ADA_CARD),
            Dialog.isNot(),
            Order.hasTotal("0.00"),
            // With the card at hand the member chooses another PIN.
            Member.openPanel(),
            { content: "choose a PIN", trigger: ".member-pin", run: "click" },
            // Too short or different is told at once, by the dialog itself; a keyboard does what the pad does.
            Member.typePin("258"),
            { content: "too short", trigger: ".member-pin-dialog [role='alert']:contains('4 to 8 digits')" },
            Member.typePin("2580"),
            Member.typePin("2581"),
            { content: "different", trigger: ".member-pin-dialog [role='alert']:contains('different')" },
            Member.enterPin("2580"),
            { content: "who they are", trigger: ".modal:contains('Current PIN')" },
            Member.scan(Member.ADA_CARD),
            Notification.has("The new PIN is active"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberOfflineSpendTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            Member.pullTheNetwork(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.payFromWallet("110", "100"),
            Order.hasTotal("20.00"),
            Member.pay(),
            Dialog.confirm("Continue with limited functionality"),
            Member.receiptShows("paid", "100.00"),
            Member.nextOrder(),
            // What this till sold is gone from the balance; beyond the limit it takes no more.
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Ada"),
            Member.panelShows("money", "10"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.payFromWallet("10"),
            Order.hasTotal("33.99"),
            ProductScreen.clickPayButton(false),
            { content: "the limit is said", trigger: ".modal:contains('can spend up to'):contains('5.00')" },
            Dialog.confirm(),
            Member.payFromWallet("10", "5"),
            Order.hasTotal("38.99"),
            Member.pay(),
            Dialog.confirm("Continue with limited functionality"),
            Member.receiptShows("paid", "5.00"),
            Member.nextOrder(),
            // Meanwhile the wallet was emptied elsewhere.
            Member.anotherTillIsFaster(),
            Member.plugItIn(),
            Chrome.endTour(),
        ].flat(),
});

/** What a card holds and what it can pay is the server's figure, whatever orders are opened or loaded. */
function sellsFrom(balance, most) {
    return [
        ProductScreen.clickDisplayedProduct("Night Cream"),
        ProductScreen.clickPartnerButton(),
        ProductScreen.clickCustomer("Ada"),
        { content: "the balance", trigger: `.member-panel .member-money:contains('${balance}'):not(:contains('-'))` },
        Member.openPanel(),
        { content: "what it pays", trigger: `.member-wallet-pay:contains('${most}')` },
    ].flat();
}

function looksAtPaidOrders() {
    return [
        Chrome.clickOrders(),
        ...TicketScreen.selectFilter("Paid"),
        ...TicketScreen.selectOrder("001"),
        ...TicketScreen.selectFilter("Active"),
        Chrome.clickRegister(),
        { content: "back to sell", trigger: ".product-screen" },
    ];
}

registry.category("web_tour.tours").add("MemberOfflineKnownTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            // Saved on the server before it is paid: having an id there is not being counted there.
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.payFromWallet("110", "50"),
            run(() => posmodel.syncAllOrders({ orders: [posmodel.getOrder()], force: true }), "save the draft"),
            Member.pullTheNetwork(),
            Member.pay(),
            Dialog.confirm("Continue with limited functionality"),
            Member.receiptShows("paid", "50.00"),
            { content: "not counted yet", trigger: ".member-receipt:contains('is synchronized')" },
            Member.nextOrder(),
            sellsFrom("60", "43.99"),
            Member.plugItIn(),
            Member.panelShows("money", "60"),
            looksAtPaidOrders(),
            Member.panelShows("money", "60"),
            Member.openPanel(),
            { content: "what it pays", trigger: ".member-wallet-pay:contains('43.99')" },
            Member.payFromWallet("43.99"),
            Order.hasTotal("0.00"),
            ProductScreen.clickPayButton(),
            Member.validate(),
            Member.receiptShows("wallet", "16.01"),
            Member.nextOrder(),
            // Another till, or this one after it forgot: all orders come from the server.
            looksAtPaidOrders(),
            sellsFrom("16.01", "16.01"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberTakenTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.scan(Member.ADA_CARD),
            Member.payFromWallet("110"),
            Order.hasTotal("10.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Bank"),
            Member.anotherTillIsFaster(),
            PaymentScreen.clickValidate(),
            {
                content: "refused, with the balance",
                trigger: ".modal:contains('Wallet has'):contains('110.00')",
                timeout: 30000,
            },
            Dialog.confirm(),
            // Nothing is lost: the goods are there, the rest is paid otherwise.
            PaymentScreen.totalIs("120"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            { content: "the receipt is shown", trigger: ".pos .receipt-screen", timeout: 30000 },
            Member.nextOrder(),
            // What is gone is known before the payment.
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            { content: "nothing to pay with", trigger: ".member-panel:not(:has(.member-wallet-pay))" },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberWalletPhoneTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickReview(),
            Member.find("6502530101"),
            Member.panelShows("money", "110"),
            Member.openPanel(),
            Member.topUp("20"),
            Member.payFromWallet("43.99", "40"),
            { content: "the rest is due", trigger: ".order-summary .total:contains('23.99')" },
            ProductScreen.back(),
            Member.pay(),
            Member.receiptShows("paid", "40.00"),
            Member.receiptShows("wallet", "90.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberOfferTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            // Three touches.
            { content: "top up", trigger: ".member-wallet-top-up", run: "click" },
            { content: "an offer", trigger: ".member-offer:contains('100.00'):contains('12.00 bonus')", run: "click" },
            Dialog.isNot(),
            Order.hasTotal("100.00"),
            Member.pay(),
            Member.receiptShows("topped-up", "100.00"),
            Member.receiptShows("bonus", "12.00"),
            Member.receiptShows("wallet", "222.00"),
            Member.nextOrder(),
            // The whole top-up back, as nothing of it was used: the bonus goes.
            Member.refundTopUp("001", "100.00"),
            PaymentScreen.totalIs("-100.00"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            { content: "the receipt is shown", trigger: ".pos .receipt-screen", timeout: 30000 },
            Member.receiptShows("wallet", "110.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
