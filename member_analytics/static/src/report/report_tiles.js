import { Component } from "@odoo/owl";
import { formatFigure, typeOf } from "./report_format";

const SHORTENED_FROM = 100000;

/** Single figures, large: rows of a label, a value and what it means. */
export class ReportTiles extends Component {
    static template = "member_analytics.ReportTiles";
    static props = { block: Object, onOpen: Function };

    get tiles() {
        const { rows, columns, chart } = this.props.block;
        const column = columns.find(({ name }) => name === chart.y[0]);
        return rows.map((row) => {
            const type = typeOf(row, column);
            return {
                row,
                label: row[chart.x],
                value: formatFigure(row[column.name], type, Math.abs(row[column.name]) >= SHORTENED_FROM) || "–",
                exact: formatFigure(row[column.name], type),
                about: row[chart.about],
            };
        });
    }
}
