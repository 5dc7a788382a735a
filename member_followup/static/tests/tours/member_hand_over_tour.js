import { registry } from "@web/core/registry";

/** A busy machine takes its time. */
const timeout = 20000;

registry.category("web_tour.tours").add("MemberHandOverTour", {
    steps: () => [
        {
            content: "whose user is archived",
            trigger: ".o_data_row [name='name']:contains('till_staff')",
            run: "click",
            timeout,
        },
        { content: "says so", trigger: ".o_form_view .alert:contains('The user is archived')", timeout },
        { content: "hand over", trigger: ".o_form_view .alert button:contains('Hand Over')", run: "click" },
        { content: "what there is", trigger: ".modal [name='contact_count']:contains('2')", timeout },
        { content: "members as well", trigger: ".modal [name='owned_count']:contains('1')" },
        { content: "to whom", trigger: ".modal [name='heir_ids'] input", run: "edit followup_coll" },
        {
            content: "a colleague",
            trigger: ".o-autocomplete--dropdown-item:contains('followup_colleague')",
            run: "click",
            timeout,
        },
        { content: "is chosen", trigger: ".modal [name='heir_ids'] .o_tag:contains('followup_colleague')" },
        { content: "do it", trigger: ".modal button[name='action_hand_over']", run: "click" },
        { content: "done", trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.alert:visible))", timeout },
    ],
});
