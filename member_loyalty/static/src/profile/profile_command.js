import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** In the command palette, what comes before a member: "/" are menus and "@" conversations. */
const NAMESPACE = "%";

registry.category("command_categories").add("members", { namespace: NAMESPACE }, { sequence: 10 });

registry.category("command_setup").add(NAMESPACE, {
    debounceDelay: 200,
    emptyMessage: _t("No member found"),
    name: _t("members"),
    placeholder: _t("Search a member by name, phone or number"),
});

registry.category("command_provider").add("member_profiles", {
    namespace: NAMESPACE,
    async provide(env, { searchValue }) {
        const members = await env.services.orm.silent.call("res.partner", "member_profile_find", [searchValue || ""]);
        return members.map(({ id, name, number, phone, tier }) => ({
            category: "members",
            name: [name, number, phone, tier].filter(Boolean).join(" · "),
            href: `/odoo/${id}/member-profile`,
            action: () => {
                env.services.action.doAction("member_loyalty.member_profile_action", {
                    additionalContext: { active_id: id },
                });
            },
        }));
    },
});
