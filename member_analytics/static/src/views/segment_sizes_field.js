import { registry } from "@web/core/registry";
import { MemberMonthsField } from "./member_months_field";
import { journalDashboardGraphField } from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

/** A small picture of a segment's sizes, from zero: a member more or less is no landslide. */
export class SegmentSizesField extends MemberMonthsField {
    getLineChartConfig() {
        const config = super.getLineChartConfig();
        config.options.scales.y.beginAtZero = true;
        return config;
    }
}

registry.category("fields").add("segment_sizes", {
    ...journalDashboardGraphField,
    component: SegmentSizesField,
});
