import { registry } from "@web/core/registry";

const STATES = ".o_member_report_block[data-block='states']";
const FIGURES = ".o_member_report_block[data-block='figures'][aria-busy='false']";
const TIERS = "[data-filter='tier_ids']";

registry.category("web_tour.tours").add("MemberReportTour", {
    steps: () => [
        { content: "pictures first", trigger: `${STATES}[aria-busy='false'] canvas`, timeout: 60000 },
        { content: "of all members", trigger: `${FIGURES} [data-key='members']:contains('3')` },
        { content: "look for a tier", trigger: `${TIERS} input`, run: "edit Gold" },
        { content: "take it", trigger: ".o-autocomplete--dropdown-item:contains('Gold')", run: "click" },
        { content: "of this tier's members", trigger: `${FIGURES} [data-key='members']:contains('1')` },
        { content: "what the figures say", trigger: `${STATES} .o_member_report_about`, run: "click" },
        { content: "their definition", trigger: `${STATES} p:contains('Dormant')` },
        { content: "the table behind the picture", trigger: `${STATES} button[title='Table']`, run: "click" },
        { content: "who is active", trigger: `${STATES} td button:contains('Active')`, run: "click" },
        { content: "their records", trigger: ".o_list_view .o_data_row:contains('Gold Ada')" },
        { content: "none but them", trigger: ".o_list_view:not(:has(.o_data_row:eq(1)))" },
        { content: "back to the report", trigger: ".breadcrumb a, .o_back_button", run: "click" },
        { content: "the filter is still there", trigger: `${TIERS} .o_tag:contains('Gold')` },
        { content: "and so are its figures", trigger: `${FIGURES} [data-key='members']:contains('1')` },
        { content: "all again", trigger: "button[name='clear']", run: "click" },
        { content: "everybody", trigger: `${FIGURES} [data-key='members']:contains('3')` },
    ],
});
