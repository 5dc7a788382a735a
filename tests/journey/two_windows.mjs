/*
 * Two tills in two browser windows spend the same wallet at once: one succeeds, the other is told and loses nothing.
 *
 *     npm install --no-save playwright-core
 *     node tests/journey/two_windows.mjs http://127.0.0.1:8069 TILL PHONE [folder for pictures]
 *
 * TILL is the id of a pos.config, PHONE a member's; CHROMIUM names the browser. The wallet is topped up first.
 */
/* global console, process */

import { chromium } from "playwright-core";

const [url, till, phone, pictures] = process.argv.slice(2);
const TOP_UP = "60";
const CARD = ".payment-screen .paymentmethod:has-text('Card')";

async function openTill(browser, login) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    await page.goto(`${url}/web/login`);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", login);
    await page.click(".oe_login_form button[type=submit]");
    await page.waitForURL((address) => !address.pathname.includes("login"));
    await page.goto(`${url}/pos/ui/${till}`);
    const register = page.locator(".modal button:has-text('Open Register'), button:has-text('Open Register')");
    await page.waitForSelector(".product-screen, button:has-text('Open Register')");
    while (await register.count()) {
        await register.last().click();
        await page.waitForTimeout(1500);
    }
    await page.waitForSelector(".product-screen");
    return page;
}
async function findMember(page) {
    await page.click(".member-button");
    await page.fill(".member-find input", phone);
    await page.press(".member-find input", "Enter");
    await page.waitForSelector(".member-panel .member-number");
}
async function pay(page) {
    await page.click(".pay-order-button");
    await page.click(CARD);
}
async function picture(page, name) {
    if (pictures) {
        await page.screenshot({ path: `${pictures}/${name}.png` });
    }
}
/** The window after the sale: 'sold', or what the till says. */
async function outcome(page) {
    await page.click(".payment-screen button:has-text('Validate')");
    await page.waitForSelector(".receipt-screen, .modal");
    const dialog = page.locator(".modal-body");
    return (await dialog.count()) ? (await dialog.innerText()).trim() : "sold";
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
    const [first, second] = [await openTill(browser, "cashier"), await openTill(browser, "cashier2")];
    await findMember(first);
    await first.click(".member-wallet-top-up");
    await first.waitForSelector(".member-top-up input");
    await picture(first, "top_up");
    await first.fill(".member-top-up input", TOP_UP);
    await first.press(".member-top-up input", "Enter");
    await pay(first);
    await outcome(first);
    await first.click("button:has-text('New Order')");
    const windows = [first, second];
    for (const page of windows) {
        await page.waitForSelector(".product-screen");
        for (let time = 0; time < 8; time++) {
            await page.click("article.product >> nth=6");
        }
        await findMember(page);
        await page.click(".member-wallet-pay");
        await page.click(".modal button:has-text('Confirm')");
        await page.waitForSelector(".member-panel .member-paid");
        await picture(page, `ready_${windows.indexOf(page)}`);
        await pay(page);
    }
    const outcomes = await Promise.all(windows.map(outcome));
    console.log(outcomes);
    const loser = windows[outcomes.findIndex((answer) => answer !== "sold")];
    if (!loser || outcomes.filter((answer) => answer === "sold").length !== 1) {
        throw new Error("One window should have sold, and the other have been refused.");
    }
    await picture(loser, "refused");
    await loser.click(".modal-footer button");
    await loser.click(CARD);
    await picture(loser, "paid_otherwise");
    console.log("then", await outcome(loser));
    await picture(loser, "receipt");
} finally {
    await browser.close();
}
