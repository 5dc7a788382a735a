/* global Chart */
import { loadBundle } from "@web/core/assets";
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { chartConfig } from "./chart_config";
import { cutLines, LINE_EVENTS } from "./cut_lines";

/** The picture of a block, drawn by Chart.js. */
export class ReportChart extends Component {
    static template = "member_analytics.ReportChart";
    static props = { block: Object, onOpen: Function, onLines: Function };

    /** The axes at which the picture is cut, where one may type it. */
    get cuts() {
        const { chart, columns } = this.props.block;
        const labels = { x: chart.x, y: chart.y[0] };
        return ["x", "y"].map((axis) => ({
            axis,
            label: columns.find(({ name }) => name === labels[axis]).label,
            value: Math.round(100 * chart.lines[axis]) / 100,
        }));
    }

    onTyped(axis, text) {
        const { lines, lines_option } = this.props.block.chart;
        const moved = { ...lines, [axis]: Number(text) };
        if (text && Number.isFinite(moved[axis])) {
            this.props.onLines(lines_option, `${moved.x};${moved.y}`);
        }
    }

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
