import { registry } from "@web/core/registry";

const timeout = 30000;
const step = (name, count) => ({
    content: `${count} ${name}`,
    trigger: `.o_member_funnel [data-step='${name}'] .o_member_funnel_count:contains('${count}')`,
    timeout,
});
const click = (content, trigger) => ({ content, trigger, run: "click", timeout });

registry.category("web_tour.tours").add("MemberCampaignStartTour", {
    steps: () => [
        { content: "600 members", trigger: "[name='audience_count']:contains('600')", timeout },
        click("start", "button[name='action_start']"),
        click("confirm", ".modal button:contains('Start Campaign')"),
        step("invited", "600"),
        step("came", "0"),
    ],
});

registry.category("web_tour.tours").add("MemberCampaignCallTour", {
    steps: () => [
        click("begin", "button[name='action_focus']:contains('Start')"),
        { content: "Ada", trigger: ".o_member_focus h2:contains('Ada')", timeout },
        {
            content: "the script, filled",
            trigger: ".o_member_focus [name='script']:contains('Dear Ada, come today: Hand cream is waiting.')",
        },
        click("promises", ".o_member_focus [data-outcome='promised']"),
        {
            content: "for the day of the campaign",
            trigger: ".o_member_focus input[type='date']",
            run() {
                const day = luxon.DateTime.now().toUTC().toISODate();
                if (this.anchor.value !== day) {
                    throw new Error(`${this.anchor.value} instead of ${day}`);
                }
            },
        },
        click("next", ".o_member_focus button[name='next']"),
        { content: "another one, or done", trigger: ".o_member_focus:not(:has(h2:contains('Ada')))", timeout },
    ],
});

registry.category("web_tour.tours").add("MemberCampaignEndTour", {
    steps: () => [
        step("invited", "600"),
        step("came", "1"),
        step("bought", "1"),
        {
            content: "two unexpected beside, one of them a friend who bought",
            trigger: ".o_member_funnel_beside:contains('Unexpected'):contains('2 came, 1 bought')",
        },
        { content: "what can be told", trigger: ".o_member_funnel_uplift:contains('Nobody was left out')" },
        click("by store", ".o_member_funnel [data-by='store']"),
        { content: "the parts", trigger: ".o_member_funnel_part h4", timeout },
        click("all", ".o_member_funnel [data-by='all']"),
        { content: "the whole", trigger: ".o_member_funnel_part:not(:has(h4))", timeout },
        click("who came", ".o_member_funnel [data-step='came']"),
        { content: "Ada came", trigger: ".o_list_view .o_data_row:contains('Ada')", timeout },
        click("back", ".breadcrumb a:contains('Summer Evening'), .o_back_button"),
        click("close", "button[name='action_close']"),
        click("confirm", ".modal button:contains('Close Campaign')"),
        { content: "closed", trigger: ".o_statusbar_status .o_arrow_button_current:contains('Closed')", timeout },
    ],
});
