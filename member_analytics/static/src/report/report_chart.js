/* global Chart */
import { loadBundle } from "@web/core/assets";
import { Component, markRaw, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { chartConfig } from "./chart_config";
import { CutLines } from "./cut_lines";

/** Bars that lie have room for their labels: this much each, in rem. */
const BAR_ROOM = 2.4;

/** The picture of a block, drawn by Chart.js. */
export class ReportChart extends Component {
    static template = "member_analytics.ReportChart";
    static components = { CutLines };
    static props = { block: Object, onOpen: Function, onLines: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ layout: null });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (block) => {
                const config = chartConfig(block, this.props.onOpen);
                if (block.chart.lines) {
                    config.plugins = [{ id: "layout", afterLayout: (chart) => this.placeLines(chart) }];
                }
                const chart = new Chart(this.canvas.el, config);
                return () => chart.destroy();
            },
            () => [this.props.block]
        );
    }

    placeLines({ chartArea, scales }) {
        this.state.layout = markRaw({ area: { ...chartArea }, scales });
    }

    get style() {
        const { chart, rows } = this.props.block;
        return chart.horizontal ? `min-height: ${BAR_ROOM * rows.length}rem` : "";
    }
}
