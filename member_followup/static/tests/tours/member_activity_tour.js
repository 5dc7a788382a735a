import { registry } from "@web/core/registry";

/** A busy machine takes its time. */
const timeout = 20000;

registry.category("web_tour.tours").add("MemberActivityTour", {
    steps: () => [
        { content: "activities", trigger: ".o_menu_systray i[aria-label='Activities']", run: "click", timeout },
        {
            content: "two are today's",
            trigger: ".o-mail-ActivityGroup[data-model_name='member.followup']:contains('2 Today')",
            run: "click",
            timeout,
        },
        {
            content: "they are listed, and nobody else's",
            trigger: ".o_list_view:has(.o_data_row:contains('Bea')):not(:has(.o_data_row:contains('Cleo')))",
            timeout,
        },
        {
            content: "what there is to do with Ada",
            trigger: ".o_data_row:contains('Ada') .o-mail-ActivityButton",
            run: "click",
        },
        { content: "done", trigger: ".o-mail-ActivityListPopoverItem-markAsDone", run: "click" },
        { content: "what she said", trigger: ".o-mail-ActivityMarkAsDone textarea", run: "edit Likes the cream" },
        { content: "record it", trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']", run: "click" },
        {
            content: "the contact is done",
            trigger: ".o_data_row:contains('Ada') [name='state']:contains('Done')",
            timeout,
        },
        { content: "the other one is not", trigger: ".o_data_row:contains('Bea') [name='state']:contains('To Do')" },
    ],
});
