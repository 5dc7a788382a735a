/* global posmodel */

import { registry } from "@web/core/registry";
import { run, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { simulateBarCode } from "@barcodes/../tests/legacy/helpers";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const CREAM = "5901234123457";

/** The cursor is in a field: the scanner types into it. */
function scanInto(selector, code) {
    return [
        { content: "the field is there", trigger: selector },
        run(() => {
            const field = document.querySelector(selector);
            field.focus();
            field.value = "12";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            for (const key of code) {
                simulateBarCode([key], field);
                field.value += key;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
            simulateBarCode(["Enter"], field);
        }, `scan ${code} into ${selector}`),
        {
            content: "the field has what it had",
            trigger: `${selector}:value(12)`,
        },
    ];
}

registry.category("web_tour.tours").add("MemberScanTour", {
    steps: () =>
        [
            Member.start(),
            // A card on the payment screen.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickPayButton(),
            Member.scan(Member.ADA_CARD),
            Notification.has("Ada is the customer of order"),
            PaymentScreen.clickBack(),
            Member.panelShows("name", "Ada"),
            // On *Orders*, for the order in hand.
            Chrome.clickOrders(),
            Member.scan(Member.CLEO_CARD),
            Notification.has("Cleo is the customer of order"),
            Chrome.clickRegister(),
            Member.panelShows("name", "Cleo"),
            // A product beside a dialog, and in its field.
            Member.scan(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Member.openPanel(),
            { content: "top up", trigger: ".member-wallet-top-up", run: "click" },
            scan_barcode(CREAM),
            scanInto(".member-top-up input", CREAM),
            // A card in a dialog that asks for none: another customer, and nothing is topped up for the one before.
            run(() => simulateBarCode([...Member.CLEO_CARD, "Enter"], document.querySelector(".member-top-up input"))),
            Dialog.isNot(),
            Member.panelShows("name", "Cleo"),
            Order.hasLine({ productName: "Night Cream", quantity: "3" }),
            run(() => {
                if (posmodel.getOrder().lines.length !== 1) {
                    throw new Error("Something else was sold.");
                }
            }, "nothing else was sold"),
            // In a dialog that takes cards, products are sold.
            { content: "find", trigger: ".member-button", run: "click" },
            scanInto(".member-find input", CREAM),
            Member.findAgain(Member.ADA_CARD),
            Member.panelShows("name", "Ada"),
            Order.hasLine({ productName: "Night Cream", quantity: "4" }),
            // After the sale.
            Member.pay(),
            Member.scan(Member.CLEO_CARD),
            Notification.has("The sale is completed"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
