/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberSaleTour", {
    steps: () =>
        [
            Member.start(),
            // A customer who isn't a member earns nothing.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Rosa"),
            {
                content: "not a member",
                trigger: ".member-panel:contains('not a member'):has(button:contains('Enroll'))",
            },
            PosLoyalty.isPointsDisplayed(false),
            // The card makes the member the customer; the sale reaches the next tier.
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Member.panelShows("tier", "Classic"),
            Member.panelShows("standing", "to Silver"),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.panelShows("won", "+204.99"),
            // What this order earns can't be spent in it.
            PosLoyalty.isRewardButtonHighlighted(false),
            Member.repeatTheNextOrder(),
            Member.pay(),
            Member.postedIsShown(),
            Member.receiptShows("earned", "204.99"),
            Member.receiptShows("balance", "204.99"),
            { content: "welcomed", trigger: ".receipt-screen .member-welcome:contains('Ada is now Silver')" },
            { content: "core's points aren't printed beside ours", trigger: ".pos-receipt:not(:has(.loyalty))" },
            Member.nextOrder(),
            // The panel has the new tier and balance; points pay.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("tier", "Silver"),
            Member.panelShows("points", "204.99"),
            PosLoyalty.claimReward("$ 5"),
            Order.hasTotal("38.99"),
            Member.panelShows("spent", "100"),
            Member.pay(),
            Member.postedIsShown(),
            Member.receiptShows("earned", "65.99"),
            Member.receiptShows("spent", "100"),
            Member.receiptShows("balance", "170.98"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberRefundTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("won", "+54.99"),
            Member.pay(),
            Member.postedIsShown(),
            Member.nextOrder(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            ProductScreen.clickNumpad("1"),
            TicketScreen.toRefundTextContains("To Refund: 1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Member.receiptShows("earned", "reversed"),
            Member.receiptShows("earned", "54.99"),
            Member.receiptShows("balance", "0"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberReprintTour", {
    steps: () =>
        [
            Chrome.clickOrders(),
            TicketScreen.selectFilter("Paid"),
            TicketScreen.selectOrder("Ada"),
            run(() => {
                const order = posmodel.models["pos.order"].find(({ amount_total }) => amount_total > 0);
                const { pending, number, programs } = order.getMemberReceipt();
                if (pending || !number || programs[0].earned !== 54.99 || programs[0].balance !== 54.99) {
                    throw new Error(`The receipt printed again differs: ${JSON.stringify(programs)}`);
                }
            }, "the receipt printed again has the server's figures"),
            Chrome.endTour(),
        ].flat(),
});
