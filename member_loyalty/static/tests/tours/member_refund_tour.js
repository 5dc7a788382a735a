/* global posmodel */

import { registry } from "@web/core/registry";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const asksToRefund = [...TicketScreen.confirmRefund(), { content: "it asks", trigger: ".modal:contains('Top-up')" }];
/** The screen is the same, and no order is left that core's screens can't open. */
const nothingHappened = [
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
            asksToRefund,
            Dialog.confirm("Cancel", ".btn-secondary"),
            nothingHappened,
            asksToRefund,
            { content: "Escape", trigger: ".modal", run: "press Escape" },
            nothingHappened,
            // The money is spent meanwhile.
            {
                content: "another till empties the wallet",
                trigger: "body",
                async run() {
                    const { data } = posmodel;
                    const call = data.call;
                    data.call = async function (model, method) {
                        if (method === "topup_refund_quote") {
                            data.call = call;
                            return { status: "refused", message: "This top-up has no balance left.", amount: 0 };
                        }
                        return call.apply(data, arguments);
                    };
                },
            },
            asksToRefund,
            { content: "the reason is said", trigger: ".modal:contains('no balance left')" },
            Dialog.confirm(),
            nothingHappened,
            Member.pullTheNetwork(),
            asksToRefund,
            { content: "the reason is said", trigger: ".modal:contains('offline')" },
            Dialog.confirm(),
            nothingHappened,
            Member.plugItIn(),
            // It can still be refunded.
            asksToRefund,
            Dialog.confirm("Refund"),
            PaymentScreen.isShown(),
            PaymentScreen.totalIs("-50.00"),
            // What was left behind before opens, as an empty order.
            {
                content: "a refund that nothing is left of",
                trigger: "body",
                run() {
                    const order = posmodel.addNewOrder();
                    order.is_refund = true;
                    posmodel.navigate("PaymentScreen", { orderUuid: order.uuid });
                },
            },
            PaymentScreen.totalIs("0.00"),
            {
                content: "an order like any other",
                trigger: ".payment-screen",
                run() {
                    if (posmodel.getOrder().isRefund) {
                        throw new Error("Still a refund");
                    }
                },
            },
            Chrome.endTour(),
        ].flat(2),
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
            { content: "refused", trigger: ".modal:contains(\"can't be paid with Customer Account\")" },
            Dialog.confirm(),
            PaymentScreen.clickPaymentlineDelButton("Customer Account", "50.00"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Member.receiptShows("wallet", "160.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
