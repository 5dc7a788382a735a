/* global posmodel */

import { simulateBarCode } from "@barcodes/../tests/legacy/helpers";
import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const PRESSES = 2000;
/** The network is there for so many presses, then gone for as many. An even number of stretches. */
const STRETCH = 125;
const CARDS = [Member.ADA_CARD, Member.LOST_CARD, Member.STOCK_CARD, "0460000000099"];
const WORDS = ["Ada", "6502530101", "1", "20", "0.01", "-5", "1234", "", "Zoë 日本", "a".repeat(300)];
/** What a cashier can press: ours twice as often as what is Odoo's and leads to ours. */
const OURS = ".member-panel button, .member-panel [role='button'], .member-offer button";
const DIALOG = ".modal:not(.o_inactive_modal) button";
/** With us and without us an error: the form of a customer, for cashiers without the right to it, and a sign without goods. */
const NOT_OURS = ["Create", "Edit", "Edit Details", "+/-"];
const ODOO = [
    ".member-button",
    "article.product",
    ".product-screen .pay-order-button",
    ".payment-screen .paymentmethod",
    ".payment-screen .back-button",
    ".receipt-screen button[name='done']",
    ".numpad-button",
    ".order-summary .orderline, .orderline",
    ".ticket-screen .order-row",
    ".pos-topheader .orders-button, .pos-topheader .register-label",
    ".list-plus-btn",
].join(", ");

/** Numbers from a seed, so that a run can be repeated (Park and Miller's generator). */
function lots(seed) {
    let state = seed;
    return (below) => {
        state = (state * 48271) % 2147483647;
        return state % below;
    };
}
const done = [];
const screens = {};

/** What a finger reaches: nothing lies over it, and it isn't disabled. */
function seen(selector) {
    return [...document.querySelectorAll(selector)].filter((element) => {
        if (NOT_OURS.includes(element.textContent.trim())) {
            return false;
        }
        element.scrollIntoView({ block: "nearest" });
        const { left, top, width, height } = element.getBoundingClientRect();
        const touched = document.elementFromPoint(left + width / 2, top + height / 2);
        return !element.disabled && width && height && touched && element.contains(touched);
    });
}
function wait(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}
function type(input, word) {
    input.value = word;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
}
/** What leads to the end of a sale from here: without it, hardly any order is ever paid. */
function onward() {
    const isPaid = posmodel.getOrder()?.isPaid();
    const ways = [
        ".receipt-screen .button.next[name='done']",
        isPaid ? ".payment-screen .validation-button.next" : ".payment-screen .paymentmethod",
        ".product-screen .pay-order-button",
        ".pos-topheader .register-label",
    ];
    return ways.map((way) => seen(way)[0]).find(Boolean);
}
async function press(lot) {
    const inputs = seen(".modal input:not([type='checkbox']), .modal textarea, .member-panel input");
    if (inputs.length && lot(3) === 0) {
        const input = inputs[lot(inputs.length)];
        type(input, input.type === "number" ? `${lot(200)}` : WORDS[lot(WORDS.length)]);
        return "typed";
    }
    if (lot(12) === 0) {
        simulateBarCode([...CARDS[lot(CARDS.length)], "Enter"]);
        return "scanned";
    }
    const dialog = seen(DIALOG);
    const ours = seen(OURS);
    const ahead = seen(".payment-screen, .receipt-screen").length ? 2 : 4;
    const pool = dialog.length ? dialog : lot(3) && ours.length ? ours : seen(ODOO);
    const target = (!dialog.length && lot(ahead) === 0 && onward()) || pool[lot(pool.length || 1)];
    target?.click();
    if (lot(5) === 0) {
        target?.click();
    }
    if (!target) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
        return `Escape in ${document.querySelector(".modal")?.textContent.trim().slice(0, 60)}`;
    }
    return `pressed ${target.textContent.trim().slice(0, 30)}`;
}
async function checkAlive() {
    for (let waited = 0; document.querySelector(".o_blockUI") && waited < 30000; waited += 50) {
        await wait(50);
    }
    const problem = document.querySelector(".o_error_dialog, .o_blockUI");
    if (problem) {
        throw new Error(`After ${done.slice(-12).join(", ")}: ${problem.textContent.trim().slice(0, 500)}`);
    }
    const screen = document.querySelector(".pos .pos-content .screen")?.className || "none";
    screens[screen] = (screens[screen] || 0) + 1;
    if (!document.querySelector(".pos .pos-content")?.children.length) {
        throw new Error(`The page is empty after ${done.slice(-12).join(", ")}`);
    }
}
let lot;

/** So many presses. */
function stretch(number) {
    return {
        content: `press whatever is there, ${STRETCH} times, stretch ${number}`,
        trigger: "body",
        timeout: 60000,
        async run() {
            lot ||= lots(Number(new URLSearchParams(location.search).get("seed")) || 19);
            for (let count = 0; count < STRETCH; count++) {
                done.push(await press(lot));
                await wait(15);
                await checkAlive();
            }
        },
    };
}
/** A cable that is pulled and plugged in: what was sold meanwhile is sent. */
function network(isThere) {
    const [change, notice] = isThere ? Member.plugItIn() : Member.pullTheNetwork();
    return [change, notice];
}
async function allIsSent({ waitUntil }) {
    await posmodel.syncAllOrders();
    await waitUntil(
        () => posmodel.models["pos.order"].every((order) => order.state !== "paid" || order.isSynced),
        { timeout: 30000 }
    );
}
function checkItWasBusy() {
    const pressed = done.filter((one) => one.startsWith("pressed")).length;
    const receipts = Object.entries(screens).find(([name]) => name.includes("receipt-screen"));
    console.info(`The monkey pressed ${pressed} of ${done.length}; screens: ${JSON.stringify(screens)}`);
    if (pressed < PRESSES / 2 || !receipts) {
        throw new Error(`Only ${pressed} pressed; ${JSON.stringify(screens)}; at last ${done.slice(-5).join(", ")}`);
    }
}

registry.category("web_tour.tours").add("MemberMonkeyTour", {
    steps: () =>
        [
            Member.start(),
            ...Array.from({ length: PRESSES / STRETCH }, (_, number) => [
                ...(number ? network(number % 2 === 0) : []),
                stretch(number),
            ]).flat(),
            ...network(true),
            { content: "what was sold offline is sent", trigger: "body", timeout: 60000, run: allIsSent },
            { content: "there was something to press", trigger: "body", run: checkItWasBusy },
            Chrome.endTour(),
        ].flat(),
});
