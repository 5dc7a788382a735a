import { registry } from "@web/core/registry";

const FIGURES = ".o_member_report_block[data-block='figures'][aria-busy='false']";

registry.category("web_tour.tours").add("MemberResultsTour", {
    steps: () => [
        {
            content: "somebody was woken: what is it from",
            trigger: `${FIGURES} [data-key='woken']:contains('1')`,
            timeout: 60000,
            run: "click",
        },
        { content: "the credit", trigger: ".o_list_view .o_data_row:contains('Ada')" },
        { content: "and no other", trigger: ".o_list_view:not(:has(.o_data_row:eq(1)))" },
        { content: "open it", trigger: ".o_data_row .o_data_cell:contains('Ada')", run: "click" },
        { content: "it isn't right", trigger: "button[name='action_dispute']", run: "click" },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit She came for the sale",
        },
        { content: "keep it", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "the credit stands", trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
