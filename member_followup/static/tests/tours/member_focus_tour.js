import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** A busy machine takes its time. */
const timeout = 60000;

const WHO = ".o_member_focus h2";

/** The contact of somebody, the so-and-so-manieth of five. */
const shown = (name, place) => [
    { content: `the contact of ${name}`, trigger: `${WHO}:contains('${name}')`, timeout },
    { content: `is number ${place}`, trigger: `.o_member_focus [name='progress']:contains('${place} of 5')` },
];
const chosen = (outcome) => ({
    content: `${outcome} is chosen`,
    trigger: `.o_member_focus [data-outcome='${outcome}'][aria-pressed='true']`,
});
const key = (name, content) => ({ content, trigger: ".o_member_focus", run: `press ${name}` });

registry.category("web_tour.tours").add("MemberFocusKeysTour", {
    steps: () => [
        { content: "what is due", trigger: ".o_member_followup_day [data-due='today']:contains('4')", timeout },
        { content: "start", trigger: "button[name='action_focus']:contains('Start')", run: "click", timeout },
        ...shown("Ada", 1),
        { content: "the script, filled", trigger: ".o_member_focus [name='script']:contains('Good morning Ada')" },
        { content: "dial", trigger: ".o_member_focus a[name='dial'][href='tel:+16502530000']" },
        key("Enter", "nothing is chosen yet"),
        { content: "so it says what is missing", trigger: ".o_member_focus [name='hint']:contains('Choose')" },
        key("1", "reached"),
        chosen("reached"),
        key("n", "a note"),
        { content: "the note has the keys", trigger: "textarea[name='note']:focus", run: "edit 7 jars, 2 left" },
        chosen("reached"),
        { content: "the server is out of reach", trigger: "textarea[name='note']", run: pullTheNetwork },
        { content: "next from the note", trigger: "textarea[name='note']", run: "press Control+Enter" },
        { content: "nothing is lost", trigger: ".o_member_focus .sticky-top .alert:contains('Nothing is lost')" },
        { content: "the note is there", trigger: "textarea[name='note']:value(7 jars, 2 left)" },
        chosen("reached"),
        { content: "the server is back", trigger: ".o_member_focus button[name='retry']:enabled", run: plugItIn },
        key("Enter", "try again"),
        ...shown("Bea", 2),
        key("2", "promises"),
        chosen("promised"),
        { content: "a day is there", trigger: "input[type='date']:focus", run: "press Enter" },
        ...shown("Cleo", 3),
        key("s", "later"),
        ...shown("Dora", 3),
        key("6", "complains"),
        chosen("complaint"),
        { content: "the first reason", trigger: "[data-reason]:focus", run: "press Enter" },
        { content: "is chosen", trigger: "[data-reason][aria-pressed='true']:contains('Product')" },
        key("Enter", "next"),
        ...shown("Emma", 4),
        { content: "of the store's list", trigger: "button[name='take']", timeout },
        key("Enter", "take"),
        { content: "it is mine", trigger: ".o_member_focus button[name='put_back']", timeout },
        key("3", "no answer"),
        chosen("no_answer"),
        key("Enter", "next"),
        ...shown("Cleo", 5),
        key("7", "stop"),
        chosen("stop"),
        key("Enter", "next"),
        { content: "all done", trigger: ".o_member_focus_done:contains('made today: 5')", timeout },
        key("Enter", "back"),
        { content: "and counted", trigger: ".o_member_followup_day:contains('5 done today')", timeout },
    ],
});

const { XMLHttpRequest } = browser;

function pullTheNetwork() {
    browser.XMLHttpRequest = class extends XMLHttpRequest {
        send() {
            this.dispatchEvent(new Event("error"));
        }
    };
}

function plugItIn() {
    browser.XMLHttpRequest = XMLHttpRequest;
}

const tap = (outcome) => ({
    content: outcome,
    timeout,
    trigger: `.o_member_focus [data-outcome='${outcome}']`,
    run: "click",
});
const next = { content: "next", trigger: ".o_member_focus button[name='next']", run: "click" };

registry.category("web_tour.tours").add("MemberFocusPhoneTour", {
    steps: () => [
        { content: "start", trigger: "button[name='action_focus']:contains('Start')", run: "click", timeout },
        ...shown("Ada", 1),
        { content: "nothing is wider than the phone", trigger: "body", run: noScrollbar },
        tap("reached"),
        { content: "a note", trigger: "textarea[name='note']", run: "edit Likes it" },
        next,
        ...shown("Bea", 2),
        tap("promised"),
        {
            content: "in a week",
            trigger: ".o_member_focus [data-asks='promised'] button:contains('In a Week')",
            run: "click",
        },
        next,
        ...shown("Cleo", 3),
        tap("declined"),
        next,
        ...shown("Dora", 4),
        tap("complaint"),
        { content: "price", trigger: ".o_member_focus [data-reason]:contains('Price')", run: "click" },
        { content: "nothing is wider than the phone", trigger: "body", run: noScrollbar },
        next,
        ...shown("Emma", 5),
        { content: "take", trigger: ".o_member_focus button[name='take']", run: "click" },
        tap("wrong_number"),
        next,
        { content: "all done", trigger: ".o_member_focus_done:contains('made today: 5')", timeout },
        { content: "back", trigger: ".o_member_focus button[name='back']", run: "click" },
        { content: "and counted", trigger: ".o_member_followup_day:contains('5 done today')", timeout },
    ],
});

function noScrollbar() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const content = document.querySelector(".o_member_focus .o_content");
    if (scrollWidth > clientWidth || content.scrollWidth > content.clientWidth) {
        throw new Error(`${content.scrollWidth} pixels on a screen of ${clientWidth}`);
    }
}
