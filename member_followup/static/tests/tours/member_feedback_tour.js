import { registry } from "@web/core/registry";

/** A busy machine takes its time. */
const timeout = 20000;

const SCREEN = ".o_member_focus";

registry.category("web_tour.tours").add("MemberFeedbackTour", {
    steps: () => [
        { content: "the contact", trigger: ".o_kanban_record:contains('Ada')", run: "click", timeout },
        { content: "its question", trigger: `${SCREEN} [name='question']:contains('How is the cream?')`, timeout },
        { content: "the answer, in one touch", trigger: `${SCREEN} [data-mark='9']`, run: "click" },
        { content: "is chosen", trigger: `${SCREEN} [data-mark='9'][aria-pressed='true']` },
        { content: "so she was reached", trigger: `${SCREEN} [data-outcome='reached'][aria-pressed='true']` },
        { content: "or promised a visit", trigger: `${SCREEN} [data-outcome='promised']`, run: "click" },
        { content: "with the same answer", trigger: `${SCREEN} [data-mark='9'][aria-pressed='true']` },
        { content: "who wasn't there", trigger: `${SCREEN} [data-outcome='no_answer']`, run: "click" },
        { content: "gave none", trigger: `${SCREEN} [data-mark='9'][aria-pressed='false']` },
        { content: "so again", trigger: `${SCREEN} [data-mark='10']`, run: "click" },
        { content: "next", trigger: `${SCREEN} button[name='next']`, run: "click" },
        { content: "all done", trigger: `${SCREEN}:contains('Contacts made today: 1')`, timeout },
        { content: "the menu", trigger: ".o_main_navbar button:contains('Contacts')", run: "click" },
        { content: "feedback", trigger: ".dropdown-item:contains('Feedback')", run: "click" },
        { content: "a picture first", trigger: ".o_graph_view canvas", timeout },
        { content: "then its answers", trigger: ".o_switch_view.o_list", run: "click" },
        { content: "this one", trigger: ".o_data_row:contains('Ada'):contains('10')", timeout },
    ],
});
