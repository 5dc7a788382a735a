import { registry } from "@web/core/registry";

const timeout = 30000;
const click = (content, trigger) => ({ content, trigger, run: "click", timeout });
const line = (text) => ({ content: text, trigger: `.o_data_row:contains("${text}")`, timeout });

registry.category("web_tour.tours").add("MemberBonusPrepareTour", {
    steps: () => [
        click("a new table", ".o_list_button_add"),
        { content: "last month is proposed", trigger: "[name='date_month']", timeout },
        click("of last month", ".o_form_button_save"),
        line("Contact Made"),
        line("Dormant Member Woken"),
        { content: "what it comes to", trigger: "[name='total']:contains('4.00')" },
        click("what it is paid for", ".o_data_row:contains('Contact Made') button[name='action_view_credits']"),
        { content: "they open", trigger: ".o_control_panel:contains('Credits')", timeout },
        { content: "two credits", trigger: ".o_list_view .o_data_row:eq(1)", timeout },
        { content: "and no other", trigger: ".o_list_view:not(:has(.o_data_row:eq(2)))" },
        click("back", ".o_back_button"),
        click("approve", "button[name='action_approve']"),
        click("confirm", ".modal-footer .btn-primary"),
        { content: "not by the same person", trigger: ".modal:contains('Ask a second person to approve it')", timeout },
        click("close", ".modal-footer .btn"),
        { content: "it is a draft", trigger: ".o_arrow_button_current:contains('Draft')" },
    ],
});

registry.category("web_tour.tours").add("MemberBonusApproveTour", {
    steps: () => [
        click("the table", ".o_data_row .o_data_cell[name='name']"),
        click("approve", "button[name='action_approve']"),
        click("confirm", ".modal-footer .btn-primary"),
        click("paid", "button[name='action_pay']"),
        { content: "it is paid", trigger: ".o_arrow_button_current:contains('Paid')", timeout },
    ],
});

registry.category("web_tour.tours").add("MemberBonusMineTour", {
    steps: () => [
        click("the month", ".o_group_header"),
        line("Contact Made"),
        line("Dormant Member Woken"),
        click("what it is paid for", ".o_data_row:contains('Contact Made') button[name='action_view_credits']"),
        { content: "they open", trigger: ".o_control_panel:contains('Credits')", timeout },
        { content: "two credits", trigger: ".o_list_view .o_data_row:eq(1)", timeout },
        { content: "and no other", trigger: ".o_list_view:not(:has(.o_data_row:eq(2)))" },
    ],
});

registry.category("web_tour.tours").add("MemberContestStartTour", {
    steps: () => [
        click("start", "button[name='action_start']"),
        click("confirm", ".modal-footer .btn-primary"),
        click("the board", "button[name='action_view_board']"),
        { content: "somebody leads", trigger: ".o_kanban_record:contains('Dinner')", timeout },
    ],
});

registry.category("web_tour.tours").add("MemberContestBoardTour", {
    steps: () => [
        click("the board", ".o_data_row:contains('Care Month') button[name='action_view_board']"),
        { content: "who leads, and what they win", trigger: ".o_kanban_record:first:contains('Dinner')", timeout },
        click("as a picture", ".o_switch_view.o_graph"),
        { content: "the picture", trigger: ".o_graph_canvas_container canvas", timeout },
    ],
});
