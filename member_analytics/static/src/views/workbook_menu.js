import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { Component } from "@odoo/owl";

/** All members that the search finds, as a workbook; marked ones have an action of the server. */
export class WorkbookMenu extends Component {
    static template = "member_analytics.WorkbookMenu";
    static components = { DropdownItem };
    static props = {};

    get order() {
        const order = this.env.model.root.orderBy.map(({ name, asc }) => `${name} ${asc ? "asc" : "desc"}`);
        return order.join(", ") || false;
    }

    async writeWorkbook() {
        // The services themselves: the menu is gone before the file is there, and with it what hangs on the component.
        const { searchModel, services } = this.env;
        const { orm, action } = services;
        await action.doAction(await orm.call("member.metrics", "action_workbook", [searchModel.domain, this.order]));
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
