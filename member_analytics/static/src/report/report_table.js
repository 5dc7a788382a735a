import { Component } from "@odoo/owl";
import { heatStyle } from "./report_colors";
import { formatFigure, isNumber, typeOf } from "./report_format";

/** The figures of a block; cells that records stand behind open them. Of a heat map, the cells are shaded. */
export class ReportTable extends Component {
    static template = "member_analytics.ReportTable";
    static props = { block: Object, onOpen: Function };

    setup() {
        this.isNumber = isNumber;
    }

    format(row, column) {
        return formatFigure(row[column.name], typeOf(row, column));
    }

    isOpened(row, column) {
        return Boolean(row._domains?.[column.name] || (row._domain && column === this.props.block.columns[0]));
    }

    onRow(row) {
        if (row._domain) {
            this.props.onOpen(row);
        }
    }

    onCell(row, column) {
        if (row._domains?.[column.name]) {
            this.props.onOpen(row, column);
        } else {
            this.onRow(row);
        }
    }

    /** The largest figure that is shaded, 0 where none is. */
    get hottest() {
        const { rows, chart } = this.props.block;
        return chart?.kind === "heat" ? Math.max(...rows.flatMap((row) => chart.y.map((name) => row[name] || 0))) : 0;
    }

    styleOf(row, column, hottest) {
        const value = row[column.name];
        const isShaded = hottest > 0 && value !== null && this.props.block.chart.y.includes(column.name);
        return isShaded ? heatStyle(Math.max(0, value) / hottest) : "";
    }
}
