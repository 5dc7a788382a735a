import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

const DUES = ["overdue", "today", "list"];

/** How far the user has come today, above their contacts. */
export class FollowupDay extends Component {
    static template = "member_followup.FollowupDay";
    static props = { "*": true };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ day: null });
        onWillStart(() => this.load());
        // A button of the list may have changed it.
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.state.day = await this.orm.silent.call("member.followup", "my_day", []);
    }

    get dues() {
        const { day } = this.state;
        return DUES.map((name) => ({ name, label: day.labels[name], count: day[name] }));
    }

    get percent() {
        const { day } = this.state;
        const all = day.done + day.overdue + day.today;
        return all ? Math.round((100 * day.done) / all) : 0;
    }
}

export class FollowupListRenderer extends ListRenderer {
    static template = "member_followup.ListRenderer";
    static components = { ...ListRenderer.components, FollowupDay };
}

export class FollowupKanbanRenderer extends KanbanRenderer {
    static template = "member_followup.KanbanRenderer";
    static components = { ...KanbanRenderer.components, FollowupDay };
}

registry.category("views").add("member_followup_list", { ...listView, Renderer: FollowupListRenderer });
registry.category("views").add("member_followup_kanban", { ...kanbanView, Renderer: FollowupKanbanRenderer });
