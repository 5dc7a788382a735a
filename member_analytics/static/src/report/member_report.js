import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { ReportBlock } from "./report_block";
import { NO_FILTERS, ReportFilters } from "./report_filters";

const RECORD_VIEWS = ["list", "pivot", "graph", "form"];

/** A report of `member.report`: filters above, blocks below. The filters stay in the address and on the way back. */
export class MemberReport extends Component {
    static template = "member_analytics.MemberReport";
    static components = { Layout, ReportBlock, ReportFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.report = this.props.action.params.report;
        this.state = useState({ description: null, filters: this.savedFilters() });
        this.display = { controlPanel: {} };
        this.updateFilters({});
        onWillStart(async () => {
            this.state.description = await this.orm.call(this.report, "describe", []);
            this.env.config.setDisplayName(this.state.description.title);
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({ filters: this.state.filters }),
        });
    }

    savedFilters() {
        if (this.props.state?.filters) {
            return this.props.state.filters;
        }
        const { id, path } = this.props.action;
        const place = router.current.actionStack?.findLast(({ action }) => [id, path].includes(action));
        return { ...NO_FILTERS, ...(place?.filters && JSON.parse(place.filters)) };
    }

    updateFilters(changes) {
        this.state.filters = { ...this.state.filters, ...changes };
        const filters = JSON.stringify(this.state.filters);
        this.props.updateActionState({ filters: filters === JSON.stringify(NO_FILTERS) ? undefined : filters });
    }

    setOption(name, value) {
        this.updateFilters({ options: { ...this.state.filters.options, [name]: value } });
    }

    openRecords(name, model, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views: RECORD_VIEWS.map((type) => [false, type]),
            target: "current",
        });
    }

    async openWorkbook() {
        const action = await this.orm.call(this.report, "action_workbook", [this.state.filters]);
        if (action) {
            await this.action.doAction(action);
        }
    }
}

registry.category("actions").add("member_report", MemberReport);
