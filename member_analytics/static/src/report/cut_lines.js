import { _t } from "@web/core/l10n/translation";
import { clamp } from "@web/core/utils/numbers";
import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";

/** Of an axis, how far an arrow key moves its line, alone and with the shift key. */
const STEP = 0.01;
const LEAP = 0.1;
const WAYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/**
 * The lines at which a picture is cut, over its canvas. Where the block takes them as an option they are moved with mouse,
 * finger or arrow keys, or typed below.
 */
export class CutLines extends Component {
    static template = "member_analytics.CutLines";
    static props = {
        block: Object,
        // Of the chart as it is laid out now: `area` and `scales`.
        layout: Object,
        onLines: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({ at: { ...this.props.block.chart.lines }, held: null });
        onWillUpdateProps(({ block }) => {
            if (block !== this.props.block) {
                this.state.at = { ...block.chart.lines };
            }
        });
    }

    get isMovable() {
        return Boolean(this.props.block.chart.lines_option);
    }

    get lines() {
        const { chart, columns } = this.props.block;
        const { area, scales } = this.props.layout;
        return ["x", "y"].map((axis) => {
            const name = axis === "x" ? chart.x : chart.y[0];
            const label = columns.find((column) => column.name === name).label;
            const value = rounded(this.state.at[axis]);
            const pixel = scales[axis].getPixelForValue(this.state.at[axis]);
            return {
                axis,
                label,
                from: _t("%s from", label),
                value,
                slider: {
                    role: "slider",
                    tabindex: 0,
                    "aria-label": label,
                    "aria-orientation": axis === "x" ? "horizontal" : "vertical",
                    "aria-valuemin": rounded(scales[axis].min),
                    "aria-valuemax": rounded(scales[axis].max),
                    "aria-valuenow": value,
                },
                style:
                    axis === "x"
                        ? `left: ${clamp(pixel, area.left, area.right)}px; top: ${area.top}px; height: ${area.height}px;`
                        : `top: ${clamp(pixel, area.top, area.bottom)}px; left: ${area.left}px; width: ${area.width}px;`,
            };
        });
    }

    move(axis, pixel) {
        const scale = this.props.layout.scales[axis];
        this.state.at[axis] = rounded(clamp(scale.getValueForPixel(pixel), scale.min, scale.max));
    }

    putBack() {
        this.state.held = null;
        this.state.at = { ...this.props.block.chart.lines };
    }

    /** Lines that weren't moved have nothing to tell. */
    tell() {
        const { lines, lines_option } = this.props.block.chart;
        const { x, y } = this.state.at;
        this.state.held = null;
        if (x !== lines.x || y !== lines.y) {
            this.props.onLines(lines_option, `${x};${y}`);
        }
    }

    onPointerDown(ev, axis) {
        ev.currentTarget.setPointerCapture(ev.pointerId);
        this.state.held = axis;
    }

    onPointerMove(ev) {
        const { held } = this.state;
        if (held) {
            const { left, top } = this.root.el.getBoundingClientRect();
            this.move(held, held === "x" ? ev.clientX - left : ev.clientY - top);
        }
    }

    onKeydown(ev, axis) {
        if (ev.key === "Escape") {
            this.putBack();
        } else if (ev.key in WAYS) {
            // Else the page scrolls.
            ev.preventDefault();
            const scale = this.props.layout.scales[axis];
            const place = scale.getDecimalForPixel(scale.getPixelForValue(this.state.at[axis]));
            const moved = place + WAYS[ev.key] * (ev.shiftKey ? LEAP : STEP);
            this.move(axis, scale.getPixelForDecimal(clamp(moved, 0, 1)));
        }
    }

    onKeyup(ev) {
        if (ev.key in WAYS) {
            this.tell();
        }
    }

    onTyped(axis, text) {
        if (text && Number.isFinite(Number(text))) {
            this.state.at[axis] = Number(text);
            this.tell();
        }
    }
}

/** What is shown is what is taken. */
function rounded(value) {
    return Math.round(100 * value) / 100;
}
