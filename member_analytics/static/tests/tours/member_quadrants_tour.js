import { registry } from "@web/core/registry";

const LINE = ".o_member_report_line_y[role='slider']";
const MOVES = "[data-block='moves'][aria-busy='false']";

registry.category("web_tour.tours").add("MemberQuadrantsTour", {
    steps: () => [
        {
            content: "the line of spend stands where it is kept",
            trigger: `${LINE}[aria-valuenow='200']`,
            timeout: 60000,
        },
        {
            content: "up with the keyboard",
            trigger: LINE,
            async run({ anchor, press }) {
                anchor.focus();
                await press("shift+ArrowUp");
            },
        },
        { content: "it has gone", trigger: `${LINE}:not([aria-valuenow='200'])` },
        { content: "who stood between is told", trigger: `${MOVES} td:contains('True Friend')` },
        { content: "keep it", trigger: `${MOVES} button[name='action_keep_lines']`, run: "click" },
        { content: "be asked", trigger: ".modal .btn-primary:contains('Save Lines')", run: "click" },
        { content: "everybody is counted anew", trigger: ".o_form_view .o_statusbar_status" },
    ],
});
