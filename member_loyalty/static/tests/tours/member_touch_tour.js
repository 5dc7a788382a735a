/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const OURS = ".member-panel button, .member-offer button, button.member-button";
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a touch can do, counted by what it is. */
let done = {};

function count(target, method, nameOf) {
    const original = target[method];
    target[method] = function () {
        const name = nameOf(...arguments);
        done[name] = (done[name] || 0) + 1;
        return original.apply(this, arguments);
    };
}
function countWhatIsDone() {
    count(posmodel, "askMembership", (method) => method);
    count(posmodel, "addLineToOrder", () => "a line of the order");
    count(posmodel.dialog, "add", (DialogClass) => DialogClass.name);
    window.open = () => undefined;
}
/** A finger touches twice, and once more: whatever lies there then is touched. */
async function touch(button) {
    const { x, y, width, height } = button.getBoundingClientRect();
    const spot = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, cancelable: true };
    for (const wait of [0, 60, 120]) {
        await pause(wait);
        const target = wait ? document.elementFromPoint(spot.clientX, spot.clientY) : button;
        (target || button).dispatchEvent(new MouseEvent("click", { ...spot, detail: 1 }));
    }
}
/** A sale as it was before the touch. */
async function begin(partnerName, goods) {
    posmodel.dialog.closeAll();
    const order = posmodel.addNewOrder();
    posmodel.setOrder(order);
    for (const name of goods) {
        const product = posmodel.models["product.product"].find(({ display_name }) => display_name === name);
        await posmodel.addLineToCurrentOrder(
            { product_id: product, product_tmpl_id: product.product_tmpl_id },
            {},
            false
        );
    }
    if (partnerName) {
        const partner = posmodel.models["res.partner"].find(({ name }) => name === partnerName);
        posmodel.setMember(order, await posmodel.askMembership("member_snapshot", partner.id));
    }
    await pause(150);
    return order;
}
function buttonsIn(selector) {
    return [...document.querySelectorAll(selector)].filter((button) => button.checkVisibility() && !button.disabled);
}
function nameOf(button) {
    return `${button.className.match(/member-[\w-]+/)?.[0] || ""} ${button.textContent.trim()}`.trim();
}
/**
 * Touch each of the buttons twice, from the same state each time.
 *
 * @param {string} where
 * @param {string} selector of the buttons
 * @param {() => Promise} open brings the till into that state
 */
async function walk(where, selector, open) {
    const walked = new Set();
    for (;;) {
        await open();
        // What one touch did may have taken others away.
        const buttons = keyed(buttonsIn(selector));
        const key = Object.keys(buttons).find((name) => !walked.has(name));
        if (key === undefined) {
            break;
        }
        walked.add(key);
        await touchOne(where, key, buttons[key]);
    }
    if (!walked.size) {
        throw new Error(`${where}: there are no buttons.`);
    }
}
function keyed(buttons) {
    const byKey = {};
    for (const button of buttons) {
        const name = nameOf(button);
        const again = Object.keys(byKey).filter((key) => key.startsWith(name)).length;
        byKey[again ? `${name} (${again})` : name] = button;
    }
    return byKey;
}
async function touchOne(where, name, button) {
    const before = document.querySelectorAll(".modal").length;
    done = {};
    await touch(button);
    await pause(350);
    const twice = Object.keys(done).filter((what) => done[what] > 1);
    const opened = document.querySelectorAll(".modal").length - before;
    if (twice.length || opened > 1) {
        throw new Error(`${where}: "${name}" did more than once: ${twice.join(", ")}; ${opened} dialogs opened`);
    }
    touched.add(name);
}

const touched = new Set();
const MODAL = ".modal button:not(.numpad-button)";

const panel = (name, ...goods) => [OURS, () => begin(name, goods)];
/** Of the till's own assets: other pages have these tours, and not the till. */
function classOf(name) {
    const file = `member_${name}_dialog`;
    return Object.values(odoo.loader.modules.get(`@member_loyalty/app/components/popups/${file}/${file}`))[0];
}
const dialog = (name, propsOf, then = () => {}) => [
    MODAL,
    async () => {
        const order = await begin("Ada", []);
        posmodel.openMemberDialog(classOf(name), propsOf(order));
        for (let tries = 0; tries < 50 && !document.querySelector(".modal footer button"); tries++) {
            await pause(50);
        }
        await then();
        await pause(100);
    },
];
const found = (answer, query) => () => ({ query, answer });
const candidates = () =>
    ["Ada", "Cleo"].map((name) => {
        const { id } = posmodel.models["res.partner"].find((partner) => partner.name === name);
        return { partner_id: id, name, phone: "", number: "" };
    });
const wallet = () => posmodel.models["loyalty.program"].find(({ name }) => name === "Wallet");
async function openMore() {
    await begin("", []);
    document.querySelector("button.more-btn, .control-buttons button:has(.fa-ellipsis-v)").click();
    await pause(200);
}
async function openedWithGoods() {
    await begin("Ada", ["Night Cream"]);
    document.querySelector(".member-panel-toggle").click();
    await pause(500);
}
function typeTopUp() {
    const input = document.querySelector(".member-top-up input");
    input.value = "20";
    input.dispatchEvent(new Event("input", { bubbles: true }));
}
async function submit() {
    document.querySelector(".member-enrol [name='submit']").click();
    await pause(700);
}
const twin = { phone: "6502530103", name: "Somebody", consent: true };
const WALKS = {
    "panel of a member": () => panel("Ada"),
    "panel of a member with goods": () => panel("Ada", "Night Cream"),
    "panel of a member with goods, opened": () => [OURS, openedWithGoods],
    "panel of a member without card": () => panel("Dan"),
    "panel of a customer": () => panel("Rosa"),
    "offer to nobody": () => panel("", "Gift Set"),
    "control buttons": () => ["button[name='member_handbook']", openMore],
    "top up": () => dialog("top_up", (order) => ({ order, program: wallet() }), typeTopUp),
    card: () => dialog("card", (order) => ({ order, card: order.uiState.memberSnapshot.card, number: "" })),
    find: () => dialog("find", found({ status: "unknown", message: "Nobody" }, "6502530199")),
    choose: () =>
        dialog("find", () => ({
            query: "Twin",
            answer: { status: "several", message: "Two", candidates: candidates() },
        })),
    enroll: () => dialog("enrol", (order) => ({ order })),
    "enroll a twin": () => dialog("enrol", (order) => ({ order, values: { ...twin } }), submit),
};
const EXPECTED = [
    "member-button Member",
    "member-wallet-pay",
    "member-wallet-top-up Top up",
    "member-card-open Report or replace",
    "member-card-charge",
    "member-card-lost Block as lost",
    "member-card-give Issue a new number",
    "member-benefit-use Use",
    "member-benefits-toggle",
    "member-pin PIN",
    "member-answer-decline No",
    "member-offer Pay",
    "Enroll",
    "Use this customer",
    "Enroll this customer",
    "Show",
    "Handbook",
];

registry.category("web_tour.tours").add("MemberTouchTour", {
    steps: () =>
        [
            Member.start(),
            Dialog.isNot(),
            run(countWhatIsDone, "count what is done"),
            ...Object.entries(WALKS).map(([where, waysOf]) => ({
                content: where,
                trigger: "body",
                timeout: 60000,
                run: () => walk(where, ...waysOf()),
            })),
            run(() => {
                const missing = EXPECTED.filter((name) => ![...touched].some((one) => one.startsWith(name)));
                if (missing.length) {
                    throw new Error(`Not touched: ${missing.join("; ")}, but ${[...touched].join("; ")}`);
                }
            }, "all were touched"),
            Chrome.endTour(),
        ].flat(),
});
