import { registry } from "@web/core/registry";

const WHO = ".o_member_profile [data-block='who']";
const TIMELINE = ".o_member_profile [data-block='timeline']";

const read = [
    { content: "who this is", trigger: `${WHO} h2:contains('Ada Archer')` },
    { content: "her tier", trigger: `${WHO} .badge:contains('Classic')` },
    { content: "her points", trigger: ".o_member_profile [data-block='balances'] :contains('Club Points')" },
    { content: "what she is owed", trigger: ".o_member_profile [data-block='owed']:contains('Coffee')" },
    { content: "a page of what happened", trigger: `${TIMELINE}:not(:has([data-key^='enrolment']))` },
    { content: "what happened earlier", trigger: `${TIMELINE} button[name='more']`, run: "click" },
    { content: "the beginning", trigger: `${TIMELINE} [data-key^='enrolment']`, timeout: 20000 },
    { content: "nothing more", trigger: `${TIMELINE}:not(:has(button[name='more']))` },
    { content: "one of them", trigger: `${TIMELINE} [data-key^='entry']`, run: "click" },
    { content: "is a record", trigger: ".o_form_view", timeout: 20000 },
    { content: "and back", trigger: ".o_back_button, .breadcrumb a:contains('Ada Archer')", run: "click" },
    { content: "as much as before", trigger: `${TIMELINE} [data-key^='enrolment']`, timeout: 20000 },
    { content: "purchases only", trigger: `${TIMELINE} [data-topic='purchase']`, run: "click" },
    { content: "no points among them", trigger: `${TIMELINE}:not(:has([data-key^='entry']))` },
    { content: "her purchase", trigger: `${TIMELINE} [data-key^='purchase']` },
];

registry.category("web_tour.tours").add("MemberProfileTour", {
    steps: () => [
        { content: "the list of members", trigger: ".o_switch_view.o_list", run: "click" },
        {
            content: "the profile of one",
            trigger: ".o_data_row:contains('Ada Archer') button[name='action_member_profile']",
            run: "click",
        },
        ...read,
        { content: "a figure", trigger: ".o_member_profile [data-block='balances'] button", run: "click" },
        { content: "opens its entries", trigger: ".o_list_view .o_data_row", timeout: 20000 },
        { content: "back again", trigger: ".breadcrumb a:contains('Ada Archer'), .o_back_button", run: "click" },
        { content: "her contact", trigger: `${WHO} button[name='contact']`, run: "click" },
        { content: "a form with the way back", trigger: ".o_form_view [name='member_band']", timeout: 20000 },
        { content: "no Tax ID there", trigger: ".o_form_view:not(:has(.o_inner_group [name='vat']:visible))" },
        { content: "it is a page further", trigger: ".nav-link[name='member_business']", run: "click" },
        { content: "here", trigger: ".tab-pane.active [name='vat'], .o_notebook [name='vat']" },
        { content: "the profile again", trigger: "button[name='action_member_profile']", run: "click" },
        { content: "of the same", trigger: `${WHO} h2:contains('Ada Archer')` },
    ],
});

registry.category("web_tour.tours").add("MemberProfilePhoneTour", {
    steps: () => [
        {
            content: "the profile of one",
            trigger: ".o_kanban_record:contains('Ada Archer') a[name='action_member_profile']",
            run: "click",
        },
        ...read,
    ],
});

const PALETTE = ".o_command_palette";

/** All at once: the palette takes the first letter out of the field while one types. */
const paste =
    (text) =>
    ({ anchor }) => {
        anchor.value = text;
        anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };

registry.category("web_tour.tours").add("MemberProfileCommandTour", {
    steps: () => [
        // A screen that opens closes dialogs.
        { content: "from anywhere", trigger: ".o_kanban_record, .o_data_row", timeout: 20000 },
        { content: "by keys", trigger: ".o_main_navbar", run: "press Control+k" },
        { content: "a member", trigger: `${PALETTE} input`, run: paste("%arch") },
        { content: "nobody else", trigger: `${PALETTE}:has(.o_command:contains('Ada Archer')):not(:contains('Bob'))` },
        { content: "by a name", trigger: `${PALETTE} .o_command:contains('Ada Archer')`, run: "click" },
        { content: "one click from the search", trigger: `${WHO} h2:contains('Ada Archer')`, timeout: 20000 },
        { content: "another", trigger: ".o_main_navbar", run: "press Control+k" },
        { content: "by a phone", trigger: `${PALETTE} input`, run: paste("%30002") },
        { content: "is found", trigger: `${PALETTE} .o_command:contains('Bob')`, timeout: 20000 },
        { content: "and opened by Enter", trigger: `${PALETTE} input`, run: "press Enter" },
        { content: "the profile of another", trigger: `${WHO} h2:contains('Bob')`, timeout: 20000 },
    ],
});
