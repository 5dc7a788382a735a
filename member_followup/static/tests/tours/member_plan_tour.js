import { registry } from "@web/core/registry";

const RUNNING = ".o_statusbar_status .o_arrow_button_current:contains('Running')";

registry.category("web_tour.tours").add("MemberPlanTour", {
    steps: () => [
        { content: "open the plan", trigger: ".o_kanban_record:contains('Care')", run: "click" },
        { content: "it says who enters", trigger: ".o_field_widget[name='entry_text']:contains('their birthday')" },
        { content: "look before it starts", trigger: "button[name='action_preview']", run: "click" },
        { content: "one member would be called", trigger: ".modal .o_field_widget[name='member_count']:contains('1')" },
        { content: "start it", trigger: ".modal button[name='action_start']", run: "click" },
        { content: "it runs", trigger: RUNNING },
        { content: "steps are locked", trigger: ".o_field_widget[name='step_ids'].o_readonly_modifier" },
        { content: "prepare others", trigger: "button[name='action_change_steps']", run: "click" },
        { content: "which aren't in use", trigger: ".alert:contains('in use yet')" },
        { content: "open a step", trigger: ".o_data_cell:contains('Call')", run: "click" },
        { content: "name it", trigger: ".modal .o_field_widget[name='name'] input", run: "edit Ring" },
        { content: "keep it", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "it is there", trigger: "body:not(:has(.modal)) .o_data_cell:contains('Ring')" },
        { content: "use them", trigger: "button[name='action_activate']", run: "click" },
        {
            content: "one member is inside",
            trigger: ".modal .o_field_widget[name='inside_count']:contains('1')",
        },
        { content: "who goes on by them", trigger: ".modal .o_radio_input[data-value='move']", run: "click" },
        { content: "activate", trigger: ".modal button[name='action_activate']", run: "click" },
        { content: "now they are in use", trigger: ".alert:contains('are in use and')" },
    ],
});
