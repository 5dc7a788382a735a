import { LINE } from "./report_colors";

const REACH = 8;

export const LINE_EVENTS = ["mousedown", "mousemove", "mouseup", "mouseout", "click"];

/**
 * Chart.js plugin: the lines at which a picture is cut, to be moved with the mouse where the block takes them as an option.
 *
 * @param {Object} spec the block's chart: `lines` is {x, y}, `lines_option` the option that takes "x;y"
 * @param {Function} onLines called with the option's name and "x;y" once a line was moved
 */
export function cutLines(spec, onLines) {
    const at = { ...spec.lines };
    let held = null;

    function near(chart, event) {
        const within = ({ left, right, top, bottom }) =>
            event.x >= left && event.x <= right && event.y >= top && event.y <= bottom;
        return (
            within(chart.chartArea) &&
            ["x", "y"].find((name) => Math.abs(chart.scales[name].getPixelForValue(at[name]) - event[name]) < REACH)
        );
    }

    function move(chart, event) {
        const scale = chart.scales[held];
        const value = scale.getValueForPixel(event[held]);
        at[held] = Math.min(Math.max(value, scale.min), scale.max);
    }

    return {
        id: "cutLines",
        beforeEvent(chart, { event }) {
            if (!spec.lines_option) {
                return;
            }
            if (event.type === "mousedown") {
                held = near(chart, event) || null;
            } else if (event.type === "mousemove" && held) {
                move(chart, event);
                chart.draw();
            } else if (["mouseup", "mouseout"].includes(event.type) && held) {
                held = null;
                onLines(spec.lines_option, `${at.x};${at.y}`);
            }
            const over = held || near(chart, event);
            if (over) {
                chart.canvas.style.cursor = over === "x" ? "ew-resize" : "ns-resize";
                // Else a mark under the line takes the pointer.
                return false;
            }
        },
        afterDatasetsDraw(chart) {
            const { ctx, chartArea, scales } = chart;
            ctx.save();
            ctx.strokeStyle = LINE;
            ctx.lineWidth = 1.5;
            ctx.setLineDash([6, 4]);
            ctx.beginPath();
            const x = scales.x.getPixelForValue(at.x);
            ctx.moveTo(x, chartArea.top);
            ctx.lineTo(x, chartArea.bottom);
            const y = scales.y.getPixelForValue(at.y);
            ctx.moveTo(chartArea.left, y);
            ctx.lineTo(chartArea.right, y);
            ctx.stroke();
            ctx.restore();
        },
    };
}
