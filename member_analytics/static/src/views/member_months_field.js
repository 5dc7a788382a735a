import { registry } from "@web/core/registry";
import { formatFigure } from "@member_analytics/report/report_format";
import { colorOf, GRID, TEXT } from "@member_analytics/report/report_colors";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

/**
 * A small picture of a member's months, drawn by the core field that accounting shows its journals with. That one reads
 * its data once; a form goes from one member to the next.
 */
export class MemberMonthsField extends JournalDashboardGraphField {
    get data() {
        return JSON.parse(this.props.record.data[this.props.name] || '[{"values": []}]');
    }

    set data(_once) {
        // Read from the record each time.
    }

    /** In the color of the reports, with amounts: the core field's pictures are decoration. */
    getBarChartConfig() {
        const config = super.getBarChartConfig();
        const money = (value, short) => formatFigure(value, "monetary", short);
        config.data.datasets[0].backgroundColor = colorOf();
        config.data.datasets[0].maxBarThickness = 60;
        config.options.plugins.tooltip = { callbacks: { label: ({ raw }) => money(raw, false) } };
        config.options.scales = {
            x: { grid: { display: false }, ticks: { color: TEXT } },
            y: {
                beginAtZero: true,
                border: { display: false },
                grid: { color: GRID },
                ticks: { color: TEXT, maxTicksLimit: 4, callback: (value) => money(value, true) },
            },
        };
        return config;
    }
}

registry.category("fields").add("member_months", {
    ...journalDashboardGraphField,
    component: MemberMonthsField,
});
