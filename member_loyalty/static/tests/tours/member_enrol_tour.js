/* global posmodel */

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const LIMIT_MS = 15000;
let opened;

function startTheClock() {
    return run(() => {
        opened = performance.now();
    }, "start the clock");
}
function stopTheClock() {
    return run(() => {
        const took = Math.round(performance.now() - opened);

        console.info(`Enrolled by keyboard and scanner in ${took} ms`);
        if (took > LIMIT_MS) {
            throw new Error(`Enrolment took ${took} ms, more than ${LIMIT_MS}.`);
        }
    }, "stop the clock");
}
function tickConsent() {
    return {
        content: "the customer agrees",
        trigger: ".member-enrol [name='consent']:focus",
        run: "click",
    };
}
function submit() {
    return {
        content: "Enter enrols",
        trigger: ".member-enrol [name='submit']:focus",
        run: "press Enter",
    };
}
function problemAt(field, text) {
    return {
        content: `${field}: ${text}`,
        trigger: `.member-enrol [name='${field}'].is-invalid:focus ~ .invalid-feedback:contains("${text}")`,
    };
}

registry.category("web_tour.tours").add("MemberEnrolTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            { content: "the hotkey opens the search", trigger: "body", run: "press alt+m" },
            Member.findAgain("6502530107"),
            Member.findSays("No member found for 6502530107"),
            startTheClock(),
            { content: "enrol", trigger: ".modal-footer button:contains('Enrol')", run: "click" },
            {
                content: "the phone is carried over",
                trigger: ".member-enrol [name='phone']:value(6502530107)",
            },
            // The scanner types the card behind the name; it finds its field, and its Enter does nothing.
            Member.fill("name", `Bo Diaz${Member.STOCK_CARD}`),
            {
                content: "card found its field",
                trigger: `.member-enrol [name='card_number']:value(${Member.STOCK_CARD})`,
            },
            { content: "name is clean", trigger: ".member-enrol [name='name']:value(Bo Diaz)" },
            Member.fill("name"),
            Member.fill("email"),
            Member.fill("card_number"),
            tickConsent(),
            submit(),
            Notification.has("Bo Diaz is now a member"),
            stopTheClock(),
            Member.panelShows("name", "Bo Diaz"),
            Member.panelShows("won", "+54.99"),
            Member.pay(),
            Member.postedIsShown(),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

/** What nobody was found by stands in one field of the enrollment, and in no other. */
function landsIn(field, query) {
    return [
        Member.find(query),
        Member.findSays("No member found for"),
        { content: "enroll", trigger: ".modal-footer button:contains('Enroll')", run: "click" },
        {
            content: `${query} is in ${field || "no field"}`,
            trigger: ".member-enrol [name='phone']",
            run() {
                for (const name of ["phone", "name", "email", "card_number"]) {
                    const { value } = document.querySelector(`.member-enrol [name='${name}']`);
                    if (value !== (name === field ? query : "")) {
                        throw new Error(`${name} is "${value}" after a search for ${query}`);
                    }
                }
            },
        },
        { content: "another one", trigger: ".modal-footer button:contains('Discard')", run: "click" },
        Dialog.isNot(),
    ];
}

registry.category("web_tour.tours").add("MemberFoundNobodyTour", {
    steps: () =>
        [
            Member.start(),
            landsIn("name", "Zoe Quill"),
            landsIn("email", "zoe@example.org"),
            landsIn("phone", "6502530177"),
            landsIn("phone", "+1 650-253-0177"),
            // A few digits are the end of a number, and no name.
            landsIn("", "98765"),
            landsIn("card_number", Member.UNKNOWN_CARD),
            Chrome.endTour(),
        ].flat(2),
});

registry.category("web_tour.tours").add("MemberEnrolProblemsTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Rosa"),
            { content: "enrol the order's customer", trigger: ".member-panel button:contains('Enrol')", run: "click" },
            { content: "the name is known", trigger: ".member-enrol [name='name']:value(Rosa)" },
            // No valid phone, then one that belongs to somebody.
            { content: "no such phone", trigger: ".member-enrol [name='phone']", run: "edit 12" },
            { content: "try", trigger: ".member-enrol [name='submit']", run: "click" },
            problemAt("phone", "isn't a valid phone number"),
            Member.fill("phone", "6502530101"),
            { content: "no consent yet", trigger: ".member-enrol [name='submit']", run: "click" },
            problemAt("consent", "check the box"),
            tickConsent(),
            submit(),
            {
                content: "duplicate",
                trigger: ".member-enrol .alert:contains('belongs to Ada'):has(button:contains('Use this customer'))",
            },
            {
                content: "a member can't be enrolled again",
                trigger: ".member-enrol:not(:has(button:contains('Enroll this customer')))",
            },
            {
                content: "a customer who isn't a member can",
                trigger: ".member-enrol [name='phone']",
                run: "edit 6502530103",
            },
            { content: "try", trigger: ".member-enrol [name='submit']", run: "click" },
            {
                content: "enrol the customer on file",
                trigger: ".member-enrol button:contains('Enroll this customer')",
                run: "click",
            },
            Notification.has("Cleo is now a member"),
            Member.panelShows("name", "Cleo"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberCardRefusedTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.LOST_CARD),
            Member.findSays(`Card ${Member.LOST_CARD} was reported lost on`),
            Member.findAgain("6502530102"),
            Member.panelShows("name", "Dan"),
            // Two customers share a phone: the first has the cursor.
            Member.find("6502530109"),
            Member.findSays("Several customers match"),
            { content: "choose by keyboard", trigger: ".member-find button:contains('Twin'):focus", run: "click" },
            Dialog.isNot(),
            { content: "not a member", trigger: ".member-panel:contains('Twin'):contains('not a member')" },
            run(() => {
                if (posmodel.getOrder().getMemberPoints().length) {
                    throw new Error("A customer who isn't a member earns points.");
                }
            }, "nothing is earned"),
            Chrome.endTour(),
        ].flat(),
});
