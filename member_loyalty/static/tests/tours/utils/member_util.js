/* global posmodel */

import { simulateBarCode } from "@barcodes/../tests/legacy/helpers";
import { run, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as NumberPopup from "@point_of_sale/../tests/generic_helpers/number_popup_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";

export const ADA_CARD = "0460000000019";
export const LOST_CARD = "0460000000026";
export const CLEO_CARD = "0460000000040";
export const STOCK_CARD = "0460000000033";
export const UNKNOWN_CARD = "0460000000064";

let shownPoints;

export function start() {
    return [...Chrome.startPoS(), Dialog.confirm("Open Register")];
}
export function scan(number) {
    return scan_barcode(number);
}
const ALWAYS_SHOWN = ["name", "points", "won", "spent", "money", "paid"];

export function panelShows(part, text) {
    return [
        ...(ALWAYS_SHOWN.includes(part) ? [] : [openPanel()]),
        {
            content: `the member panel shows "${text}" as ${part}`,
            trigger: `.member-panel .member-${part}:contains("${text}")`,
        },
    ];
}
/** Nobody reads what comes next sooner: a touch of the same spot at once is the same touch. */
export function aMomentLater() {
    return run(() => new Promise((resolve) => setTimeout(resolve, 500)), "a moment later");
}
/** With goods on the order the panel is one line; what is below is a touch away. */
export function openPanel() {
    return {
        content: "all of the panel",
        trigger: ".member-panel",
        async run({ waitUntil }) {
            await waitUntil(() => !posmodel.getOrder().lines.length || document.querySelector(".member-panel-toggle"), {
                timeout: 5000,
            });
            document.querySelector(".member-panel-toggle[aria-expanded='false']")?.click();
        },
    };
}
/**
 * The network repeats what the till sends: the next order arrives six times.
 */
export function repeatTheNextOrder() {
    return run(() => {
        const { data } = posmodel;
        const call = data.call;
        data.call = async function (model, method, args) {
            const answer = await call.apply(data, arguments);
            if (method === "sync_from_ui" && args[0][0].state === "paid") {
                data.call = call;
                for (let repeat = 0; repeat < 5; repeat++) {
                    await call.apply(data, arguments);
                }
            }
            return answer;
        };
    }, "the next order arrives six times");
}
export function pay() {
    return [
        ...ProductScreen.clickPayButton(),
        ...PaymentScreen.clickPaymentMethod("Bank"),
        run(() => {
            shownPoints = posmodel.getOrder().getMemberPoints()[0]?.points.won;
        }, "remember the points shown"),
        ...validate(),
    ];
}
/** Where other tests run beside this one, a sale may take longer than a step has. */
export function validate() {
    return [
        ...PaymentScreen.clickValidate(),
        { content: "the receipt is shown", trigger: ".pos .receipt-screen", timeout: 30000 },
    ];
}
export function postedIsShown() {
    return [
        run(() => {
            const order = posmodel.models["pos.order"].find(({ uuid }) => location.pathname.endsWith(uuid));
            const { earned } = order.member_summary.programs[0];
            if (earned !== shownPoints) {
                throw new Error(`The till showed ${shownPoints} points, the server posted ${earned}.`);
            }
        }, "the points posted are the points shown"),
    ];
}
export function receiptShows(part, text) {
    return {
        content: `the receipt shows ${text} points as ${part}`,
        trigger: `.pos-receipt .member-receipt-${part}:contains("${text}")`,
    };
}
export function nextOrder() {
    return [...ReceiptScreen.clickNextOrder(), { content: "back to sell", trigger: ".product-screen" }];
}
export function find(query) {
    return [{ content: "find a member", trigger: ".member-button", run: "click" }, ...findAgain(query)];
}
export function findAgain(query) {
    return [
        { content: `type ${query}`, trigger: ".member-find input:focus", run: `edit ${query}` },
        { content: "Enter finds", trigger: ".member-find input", run: "press Enter" },
    ];
}
export function findSays(text) {
    return { content: `the dialog says "${text}"`, trigger: `.member-find .alert:contains("${text}")` };
}
/**
 * Type into the field that has the cursor; Enter moves on.
 */
export function fill(field, text) {
    const trigger = `.member-enrol [name='${field}']:focus`;
    return [
        ...(text ? [{ content: `type ${field}`, trigger, run: `edit ${text}` }] : []),
        { content: "Enter moves on", trigger, run: "press Enter" },
    ];
}
/**
 * Nobody is found, so the customer is enrolled: as far as the field after the card.
 */
export function beginEnrolment(query, name) {
    return [
        ...find(query),
        { content: "enrol", trigger: ".modal-footer button:contains('Enrol')", run: "click" },
        ...fill("name", name),
        ...fill("email"),
        ...fill("card_number"),
    ];
}
/**
 * Pay with the wallet, or claim points for cash: the dialog offers the most possible, another amount may be typed.
 */
export function payFromWallet(offered, amount) {
    return [
        { content: "pay with the wallet", trigger: ".member-wallet-pay", run: "click" },
        ...typeAmount(offered, amount),
    ];
}
export function typeAmount(offered, amount) {
    return [
        ...NumberPopup.isShown(offered),
        ...(amount ? NumberPopup.enterValue(amount) : []),
        ...(amount ? NumberPopup.isShown(amount) : []),
        Dialog.confirm("Confirm"),
        Dialog.isNot(),
    ];
}
export function topUp(amount) {
    return [
        openPanel(),
        { content: "top up", trigger: ".member-wallet-top-up", run: "click" },
        { content: "another amount", trigger: ".member-top-up input", run: `edit ${amount}` },
        { content: "take it", trigger: ".member-top-up button:contains('Top up')", run: "click" },
        Dialog.isNot(),
    ];
}
/**
 * Return units of the order of that number, with what the payment screen says of wallet and points.
 */
export function refund(order, quantity, amount, notes = []) {
    return [
        ...ProductScreen.clickRefund(),
        ...TicketScreen.selectOrder(order),
        ...ProductScreen.clickNumpad(quantity),
        ...TicketScreen.toRefundTextContains(`To Refund: ${quantity}`),
        ...TicketScreen.confirmRefund(),
        ...PaymentScreen.isShown(),
        ...PaymentScreen.totalIs(amount),
        ...notes.map((note) => ({
            content: `before the money: ${note}`,
            trigger: `.payment-screen .member-refund-notes li:text(${note})`,
        })),
        ...PaymentScreen.clickPaymentMethod("Bank"),
        ...PaymentScreen.clickValidate(),
        { content: "the receipt is shown", trigger: ".pos .receipt-screen", timeout: 30000 },
    ];
}
export function pullTheNetwork() {
    return [
        Offline.setOfflineMode(),
        run(() => window.dispatchEvent(new Event("offline")), "the browser notices"),
        { content: "the till is offline", trigger: ".oe_status .fa-chain-broken" },
    ];
}
export function plugItIn() {
    return [
        Offline.setOnlineMode(),
        run(() => window.dispatchEvent(new Event("online")), "the browser notices"),
        {
            content: "the sale reaches the server",
            trigger: "body",
            async run({ waitUntil }) {
                await waitUntil(
                    () => posmodel.models["pos.order"].every((order) => order.state !== "paid" || order.isSynced),
                    { timeout: 10000 }
                );
            },
        },
    ];
}
/**
 * Another till sells the same to the member, a moment before the next order of this one arrives.
 */
export function anotherTillIsFaster() {
    return run(() => {
        const { data } = posmodel;
        const call = data.call;
        data.call = async function (model, method, args) {
            if (method === "sync_from_ui" && args[0][0].state === "paid") {
                data.call = call;
                await call.call(data, model, method, [[twinOf(args[0][0])]]);
            }
            return call.apply(data, arguments);
        };
    }, "another till is faster");
}
function twinOf(order) {
    const twin = JSON.parse(JSON.stringify(order));
    const records = [...twin.lines, ...twin.payment_ids].map(([, , values]) => values);
    for (const record of [twin, ...records]) {
        record.uuid = crypto.randomUUID();
    }
    twin.member_offline = false;
    return twin;
}
/**
 * On the dialog's own pad; the digits are hidden.
 */
export function enterPin(digits) {
    return [
        { content: "asked for the PIN", trigger: ".member-pin-dialog" },
        ...[...digits].map((digit) => ({
            content: `touch ${digit}`,
            trigger: `.member-pin-dialog .numpad-button:text(${digit})`,
            run: "click",
        })),
        pinIsHidden(digits),
        Dialog.confirm("Confirm"),
    ];
}
export function pinIsHidden(digits) {
    return {
        content: "the PIN is typed, and hidden",
        trigger: "body",
        run() {
            const field = document.querySelector(".member-pin-dialog input[type='password']:focus");
            if (field?.value !== digits || document.body.innerText.includes(digits)) {
                throw new Error(`The PIN is "${field?.value}", or can be read.`);
            }
        },
    };
}
/**
 * On the keyboard, as fast as a scanner.
 */
export function typePin(digits) {
    return [
        { content: "asked for the PIN", trigger: ".member-pin-dialog" },
        run(() => {
            document.activeElement.blur();
            simulateBarCode([...digits]);
        }, "type it, wherever the cursor is"),
        pinIsHidden(digits),
        run(() => simulateBarCode(["Enter"]), "Enter confirms"),
    ];
}
/**
 * Return a top-up, down to the payment: the calculation is shown first.
 */
export function refundTopUp(order, amount) {
    return [
        ...ProductScreen.clickRefund(),
        ...TicketScreen.selectOrder(order),
        ...ProductScreen.clickNumpad("1"),
        ...TicketScreen.toRefundTextContains("To Refund: 1"),
        ...TicketScreen.confirmRefund(),
        {
            content: "the calculation is shown",
            trigger: `.modal:contains('Top-up refund'):contains('${amount}')`,
        },
        Dialog.confirm("Refund"),
        ...PaymentScreen.isShown(),
    ];
}
