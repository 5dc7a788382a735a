import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

/** Lists of members that a segment can be made of, each by the domain that it shows. */
const LISTS = ["res.partner", "member.metrics", "member.metrics.snapshot"];

export class SaveAsSegment extends Component {
    static template = "member_analytics.SaveAsSegment";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    save() {
        const { domain, resModel } = this.env.searchModel;
        return this.action.doAction("member_analytics.member_segment_add_action", {
            additionalContext: {
                dialog_size: "medium",
                active_model: resModel,
                listed_domain: domain,
            },
        });
    }

    get label() {
        return _t("Save as segment");
    }
}

export const saveAsSegmentItem = {
    Component: SaveAsSegment,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    isDisplayed: async ({ config, searchModel }) =>
        config.actionType === "ir.actions.act_window" &&
        config.viewType === "list" &&
        LISTS.includes(searchModel.resModel) &&
        (await user.hasGroup("member_loyalty.group_manager")),
};

registry.category("cogMenu").add("save-as-segment", saveAsSegmentItem, { sequence: 20 });
