import { registry } from "@web/core/registry";

/** A busy machine takes its time. */
const timeout = 60000;

const COMPLAINT = ".o_form_view";

registry.category("web_tour.tours").add("MemberComplaintTour", {
    steps: () => [
        {
            content: "the contact",
            trigger: ".o_kanban_record:contains('Ada')",
            run: "click",
            timeout,
        },
        { content: "who this is", trigger: ".o_member_focus h2:contains('Ada')", timeout },
        { content: "her profile", trigger: ".o_member_focus button[name='profile']", run: "click" },
        { content: "in one click", trigger: ".o_member_profile [data-block='who'] h2:contains('Ada')", timeout },
        { content: "and back", trigger: ".o_back_button, .breadcrumb-item a:contains('Contacts'):last", run: "click" },
        { content: "she complains", trigger: ".o_member_focus [data-outcome='complaint']", run: "click" },
        { content: "of the price", trigger: ".o_member_focus [data-reason]:contains('Price')", run: "click" },
        { content: "in her words", trigger: ".o_member_focus textarea[name='note']", run: "edit Too dear for me" },
        { content: "next", trigger: ".o_member_focus button[name='next']", run: "click" },
        { content: "somebody else", trigger: ".o_member_focus h2:contains('Bea')", timeout },
        { content: "the menu", trigger: ".o_main_navbar button:contains('Contacts')", run: "click" },
        { content: "complaints", trigger: ".dropdown-item:contains('Complaints')", run: "click" },
        {
            content: "hers is new",
            trigger: ".o_kanban_group:contains('New') .o_kanban_record:contains('Too dear for me')",
            run: "click",
        },
        { content: "start", trigger: `${COMPLAINT} button[name='action_work']:contains('Start')`, run: "click" },
        { content: "solved", trigger: `${COMPLAINT} button[name='action_solve']`, run: "click" },
        { content: "not without a solution", trigger: ".modal:contains('Enter the solution')" },
        { content: "well then", trigger: ".modal button:contains('Close'), .modal .btn-primary", run: "click" },
        {
            content: "what was done",
            trigger: `${COMPLAINT} [name='solution'] textarea`,
            run: "edit A smaller jar",
        },
        { content: "solved", trigger: `${COMPLAINT} button[name='action_solve']`, run: "click" },
        { content: "it ended", trigger: `${COMPLAINT} [name='date_end']:not(:empty)`, timeout },
        { content: "and may begin again", trigger: `${COMPLAINT} button[name='action_work']:contains('Reopen')` },
    ],
});
