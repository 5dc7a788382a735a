/* global Chart */
import { loadBundle } from "@web/core/assets";
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { chartConfig } from "./chart_config";
import { cutLines, LINE_EVENTS } from "./cut_lines";

/** The picture of a block, drawn by Chart.js. */
export class ReportChart extends Component {
    static template = "member_analytics.ReportChart";
    static props = { block: Object, onOpen: Function, onLines: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (block) => {
                const config = chartConfig(block, this.props.onOpen);
                if (block.chart.lines) {
                    config.plugins = [cutLines(block.chart, this.props.onLines)];
                    config.options.events = LINE_EVENTS;
                }
                const chart = new Chart(this.canvas.el, config);
                return () => chart.destroy();
            },
            () => [this.props.block]
        );
    }
}
