import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { Component } from "@odoo/owl";

/** The marked members, or all that the search finds, as a workbook. */
export class WorkbookMenu extends Component {
    static template = "member_analytics.WorkbookMenu";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get domain() {
        const { selection, isDomainSelected } = this.env.model.root;
        return selection.length && !isDomainSelected
            ? [["id", "in", selection.map((record) => record.resId)]]
            : this.env.searchModel.domain;
    }

    get order() {
        const order = this.env.model.root.orderBy.map(({ name, asc }) => `${name} ${asc ? "asc" : "desc"}`);
        return order.join(", ") || false;
    }

    async writeWorkbook() {
        const action = await this.orm.call("member.metrics", "action_workbook", [this.domain, this.order], {
            context: user.context,
        });
        await this.action.doAction(action);
    }
}

registry.category("cogMenu").add(
    "member-workbook",
    {
        Component: WorkbookMenu,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async ({ config, searchModel }) =>
            config.viewType === "list" &&
            searchModel.resModel === "member.metrics" &&
            (await user.hasGroup("base.group_allow_export")),
    },
    { sequence: 11 }
);
