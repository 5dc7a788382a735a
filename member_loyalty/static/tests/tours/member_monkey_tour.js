/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const PRESSES = 2000;
const PART = 125;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Ours, and what leads from one sale to the next.
const OURS = ".member-panel button, .member-offer button, button.member-button, .modal button, .modal input";
const OTHERS = [
    ".product-screen article.product",
    ".product-screen .pay-order-button",
    ".payment-screen .paymentmethod",
    ".payment-screen .button.next, .payment-screen .validation-button.next",
    ".payment-screen .back-button",
    ".receipt-screen .button.next",
    ".feedback-screen",
    ".ticket-screen .order-row",
].join(", ");
const NEVER = /close register|backend|print|clear cache|reload/i;

let seed = 20261201;
function random() {
    // Park and Miller's.
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
}
function pick(list) {
    return list[Math.floor(random() * list.length)];
}
function pressable(selector) {
    return [...document.querySelectorAll(selector)].filter(
        (element) => element.checkVisibility() && !element.disabled && !NEVER.test(element.textContent)
    );
}
const TYPED = ["Ada", "0102", "6502530103", "20", "1234", "ada@example.com", "9", "Zed", ""];

async function press() {
    const inDialog = document.querySelector(".modal");
    const ours = pressable(OURS);
    // Core's payment screen can't bear to be pressed while the sale is sent.
    const isSending = posmodel.getOrder()?.finalized && document.querySelector(".payment-screen");
    const others = inDialog || isSending ? [] : pressable(OTHERS);
    const elements = ours.length && (!others.length || random() < 0.6) ? ours : others;
    const element = pick(elements);
    if (isSending && !element) {
        await pause(100);
    } else if (!element) {
        posmodel.dialog.closeAll();
        posmodel.navigate("ProductScreen", { orderUuid: (posmodel.getOrder() || posmodel.addNewOrder()).uuid });
    } else if (element.tagName === "INPUT" && element.type !== "checkbox") {
        element.value = pick(TYPED);
        element.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
        const { x, y, width, height } = element.getBoundingClientRect();
        const spot = { clientX: x + width / 2, clientY: y + height / 2, detail: 1, bubbles: true, cancelable: true };
        element.dispatchEvent(new MouseEvent("click", spot));
        if (random() < 0.3) {
            element.dispatchEvent(new MouseEvent("click", spot));
        }
    }
    trail.push(
        element ? `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 30)}` : "nothing"
    );
}
const trail = [];

async function serve() {
    const order = posmodel.getOrder();
    if (order && !order.finalized && !order.getPartner() && random() < 0.5) {
        const partner = pick(posmodel.models["res.partner"].filter(({ member_number }) => member_number));
        order.setPartner(partner);
    }
}
async function part() {
    for (let number = 0; number < PART; number++) {
        await press();
        await pause(25 + random() * 60);
        if (number % 20 === 0) {
            await serve();
        }
        const isDead = !document.querySelector(".pos .pos-topheader, .pos .pos-content");
        const error = document.querySelector(".o_error_dialog");
        if (isDead || error) {
            throw new Error(`The till is dead: ${error?.innerText} after ${trail.slice(-8).join(" → ")}`);
        }
    }
    posmodel.dialog.closeAll();
    await pause(300);
}
function turn(isOffline) {
    return [
        isOffline ? Offline.setOfflineMode() : Offline.setOnlineMode(),
        run(() => window.dispatchEvent(new Event(isOffline ? "offline" : "online")), "the browser notices"),
    ];
}

registry.category("web_tour.tours").add("MemberMonkeyTour", {
    steps: () =>
        [
            Member.start(),
            Dialog.isNot(),
            run(() => {
                window.open = () => undefined;
                window.print = () => undefined;
            }, "nothing is printed"),
            ...Array.from({ length: PRESSES / PART }, (_, number) => [
                turn(number % 4 === 2),
                { content: `presses ${number * PART}`, trigger: "body", timeout: 60000, run: part },
            ]),
            turn(false),
            {
                content: "all sales reach the server",
                trigger: "body",
                timeout: 60000,
                async run({ waitUntil }) {
                    await pause(1000);
                    await posmodel.syncAllOrders();
                    await waitUntil(
                        () => posmodel.models["pos.order"].every((order) => order.state !== "paid" || order.isSynced),
                        { timeout: 50000 }
                    );
                },
            },
            Chrome.endTour(),
        ].flat(3),
});
