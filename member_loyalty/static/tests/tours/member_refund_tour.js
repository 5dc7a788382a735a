/* global posmodel */

import { registry } from "@web/core/registry";
import { refresh, run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function asksToRefund() {
    return [...TicketScreen.confirmRefund(), { content: "it asks", trigger: ".modal:contains('Top-up')" }];
}
/** The screen is the same, and no order is left that core's screens can't open. */
function nothingHappened() {
    return [
        Dialog.isNot(),
        {
            content: "no refund stays behind",
            trigger: ".ticket-screen",
            run() {
                if (posmodel.models["pos.order"].some((order) => order.is_refund)) {
                    throw new Error("A refund stayed behind");
                }
            },
        },
    ];
}

registry.category("web_tour.tours").add("MemberTopUpRefundDeclinedTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            Member.topUp("50"),
            Member.pay(),
            Member.nextOrder(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            asksToRefund(),
            Dialog.confirm("Cancel", ".btn-secondary"),
            nothingHappened(),
            asksToRefund(),
            { content: "Escape", trigger: ".modal", run: "press Escape" },
            nothingHappened(),
            // The money is spent meanwhile.
            run(() => {
                const { data } = posmodel;
                const call = data.call;
                data.call = async function (model, method) {
                    if (method === "topup_refund_quote") {
                        data.call = call;
                        return { status: "refused", message: "This top-up has no balance left.", amount: 0 };
                    }
                    return call.apply(data, arguments);
                };
            }, "another till empties the wallet"),
            asksToRefund(),
            { content: "the reason is said", trigger: ".modal:contains('no balance left')" },
            Dialog.confirm(),
            nothingHappened(),
            Member.pullTheNetwork(),
            asksToRefund(),
            { content: "the reason is said", trigger: ".modal:contains('offline')" },
            Dialog.confirm(),
            nothingHappened(),
            Member.plugItIn(),
            // It can still be refunded.
            asksToRefund(),
            Dialog.confirm("Refund"),
            PaymentScreen.isShown(),
            PaymentScreen.totalIs("-50.00"),
            // What was left behind before opens, as the empty order that it is; also when the till is loaded again.
            run(() => posmodel.navigate("TicketScreen"), "to the orders"),
            { content: "the orders", trigger: ".ticket-screen" },
            run(() => {
                const order = posmodel.addNewOrder();
                order.is_refund = true;
                order.setScreenData({ name: "PaymentScreen" });
                posmodel.setOrder(order);
                posmodel.navigate("PaymentScreen", { orderUuid: order.uuid });
            }, "a refund that nothing is left of"),
            PaymentScreen.totalIs("0.00"),
            run(() => {
                if (posmodel.getOrder().isRefund) {
                    throw new Error("Still a refund");
                }
            }, "an order like any other"),
            refresh(),
            { content: "the till is there", trigger: ".pos .pos-topheader", timeout: 30000 },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberTopUpPaidLaterTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            Member.topUp("50"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Customer Account"),
            PaymentScreen.clickValidate(),
            { content: "refused", trigger: '.modal:contains("can\'t be paid with Customer Account")' },
            Dialog.confirm(),
            PaymentScreen.clickPaymentlineDelButton("Customer Account", "50.00"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Member.receiptShows("wallet", "160.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
