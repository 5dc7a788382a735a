import { _t } from "@web/core/l10n/translation";
import { utils } from "@web/core/ui/ui_service";
import { colorOf, GRID, TEXT } from "./report_colors";
import { formatFigure } from "./report_format";

const LARGEST_MARK = 16;
const SMALLEST_MARK = 3;
/** Letters that a line of a lying bar's label has, on large and small screens, and lines that there are. */
const LABEL_LINE = 44;
const LABEL_LINE_SMALL = 21;
const LABEL_LINES = 2;
/** Of a curve with more points than have room for their labels, so many are labeled, on large and small screens. */
const LONG = 40;
const LABELLED = 10;
const LABELLED_SMALL = 5;
/** So many bars are all labeled. */
const FEW = 8;

/**
 * What Chart.js draws of a block.
 *
 * @param {Object} block as `member.report` describes it, with a chart of kind bar, line, doughnut or scatter
 * @param {Function} onOpen called with the row and the column of a mark that was clicked
 */
export function chartConfig(block, onOpen) {
    const columns = Object.fromEntries(block.columns.map((column) => [column.name, column]));
    const series = block.chart.y.map((name) => columns[name]);
    const config = MAKERS[block.chart.kind](block, columns, series);
    config.options = {
        responsive: true,
        maintainAspectRatio: false,
        animation: false,
        ...config.options,
        onClick: (_event, [mark]) => mark && onOpen(block.rows[mark.index], series[mark.datasetIndex]),
        onHover: (event, marks) => {
            event.native.target.style.cursor = marks.length ? "pointer" : "";
        },
    };
    return config;
}

const MAKERS = { bar: cartesian, line: cartesian, doughnut, scatter };

function cartesian({ rows, chart }, columns, series) {
    const count = series.length;
    const datasets = series.map((column, index) => {
        const color = colorOf(column.key, index, count);
        return {
            label: column.label,
            data: rows.map((row) => row[column.name]),
            backgroundColor: count === 1 && chart.kind === "bar" ? rows.map((row) => colorOf(row._key)) : color,
            borderColor: chart.kind === "line" ? color : undefined,
            borderWidth: chart.kind === "line" ? 2 : 0,
            pointRadius: rows.length > 40 ? 0 : 3,
            pointHitRadius: 8,
            maxBarThickness: 60,
            tension: 0,
        };
    });
    const [first] = series;
    const labels = axis(columns[chart.x], { stacked: chart.stacked, grid: { display: false } });
    delete labels.ticks.callback;
    // Of few bars each has its name, aslant where there is no room.
    labels.ticks.autoSkip = !chart.horizontal && rows.length > FEW;
    if (chart.horizontal) {
        // Their room is the labels'.
        delete labels.title;
    }
    const values = axis(first, { stacked: chart.stacked, beginAtZero: true });
    if (series.some((column) => column.label !== first.label)) {
        delete values.title;
    }
    if (chart.stacked && first.type === "percentage") {
        values.max = 1;
    }
    const names = rows.map((row) => formatFigure(row[chart.x], columns[chart.x].type));
    if (chart.kind === "line" && rows.length > LONG) {
        const every = Math.round(rows.length / (utils.isSmall() ? LABELLED_SMALL : LABELLED));
        Object.assign(labels.ticks, {
            autoSkip: false,
            maxRotation: 0,
            callback: (_value, index) => ((index + 1) % every ? "" : names[index]),
        });
    }
    return {
        type: chart.kind,
        data: { labels: chart.horizontal ? names.map(wrapped) : names, datasets },
        options: {
            indexAxis: chart.horizontal ? "y" : "x",
            interaction: { mode: count > 1 || chart.kind === "line" ? "nearest" : "index", intersect: false },
            scales: chart.horizontal ? { x: values, y: labels } : { x: labels, y: values },
            plugins: plugins(
                count > 1,
                ({ dataset, dataIndex, datasetIndex }) => [
                    dataset.label,
                    formatFigure(dataset.data[dataIndex], series[datasetIndex].type),
                ],
                ([{ dataIndex }]) => names[dataIndex]
            ),
        },
    };
}

/** A text in lines, each half of a pair in its own, cut where they have no room for it. */
function wrapped(text) {
    const longest = utils.isSmall() ? LABEL_LINE_SMALL : LABEL_LINE;
    const halves = text.split(/ (?=\+ )/);
    const lines = halves.length === LABEL_LINES ? halves : inLines(text, longest);
    return lines
        .slice(0, LABEL_LINES)
        .map((line, index) =>
            line.length > longest || (index === LABEL_LINES - 1 && lines.length > LABEL_LINES)
                ? `${line.slice(0, longest - 1).trim()}…`
                : line
        );
}

function inLines(text, longest) {
    const lines = [""];
    for (const word of text.split(" ")) {
        const longer = `${lines.at(-1)} ${word}`.trim();
        if (longer.length <= longest || !lines.at(-1)) {
            lines[lines.length - 1] = longer;
        } else {
            lines.push(word);
        }
    }
    return lines;
}

function doughnut({ rows, chart }, columns, [column]) {
    return {
        type: "doughnut",
        data: {
            labels: rows.map((row) => row[chart.x]),
            datasets: [
                {
                    data: rows.map((row) => row[column.name]),
                    backgroundColor: rows.map((row, index) => colorOf(row._key, index, rows.length)),
                    borderWidth: 0,
                },
            ],
        },
        options: {
            plugins: plugins(true, ({ label, raw }) => [label, formatFigure(raw, column.type)]),
        },
    };
}

/** A mark's area, not its radius, is in proportion to how many stand there. */
function scatter({ rows, chart }, columns, [column]) {
    const most = Math.max(...rows.map((row) => row[chart.size] || 1));
    const radius = (row) =>
        chart.size ? Math.max(SMALLEST_MARK, LARGEST_MARK * Math.sqrt(row[chart.size] / most)) : SMALLEST_MARK;
    const x = columns[chart.x];
    const scaled = (column) => axis(column, chart.logarithmic ? decades(rows, column) : { beginAtZero: true });
    return {
        type: "bubble",
        data: {
            datasets: [
                {
                    data: rows.map((row) => ({ x: row[x.name], y: row[column.name], r: radius(row) })),
                    backgroundColor: rows.map((row) => `${colorOf(row._key)}b0`),
                    borderColor: rows.map((row) => colorOf(row._key)),
                    borderWidth: 1,
                    clip: false,
                },
            ],
        },
        options: {
            scales: { x: scaled(x), y: scaled(column) },
            plugins: plugins(false, ({ dataIndex }) => {
                const row = rows[dataIndex];
                const shown = [x, column, columns[chart.size]].filter(Boolean);
                return shown.map(({ label, name, type }) =>
                    _t("%(label)s: %(value)s", { label, value: formatFigure(row[name], type) })
                );
            }),
        },
    };
}

function axis(column, options) {
    return {
        title: { display: true, text: column.label, color: TEXT },
        ticks: {
            color: TEXT,
            maxRotation: 60,
            autoSkipPadding: 8,
            precision: column.type === "integer" ? 0 : undefined,
            callback: (value) =>
                options.type === "logarithmic" && !isRound(value) ? "" : formatFigure(value, column.type, true),
        },
        grid: { color: GRID },
        border: { display: false },
        ...options,
    };
}

/** A logarithmic axis with some room around the marks. */
function decades(rows, { name }) {
    const values = rows.map((row) => row[name]);
    return { type: "logarithmic", min: 0.8 * Math.min(...values), max: 1.25 * Math.max(...values) };
}

/** Of a logarithmic axis, 1, 2 and 5 of each decade are labeled. */
function isRound(value) {
    return [1, 2, 5].includes(Math.round((value / 10 ** Math.floor(Math.log10(value))) * 1e6) / 1e6);
}

function plugins(hasLegend, describe, title) {
    return {
        legend: { display: hasLegend, position: "bottom", labels: { color: TEXT, boxWidth: 12 } },
        tooltip: {
            callbacks: {
                ...(title && { title }),
                label: (mark) => {
                    const parts = describe(mark);
                    return mark.chart.config.type === "bubble" ? parts : parts.filter(Boolean).join(": ");
                },
            },
        },
    };
}
