import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { ReportChart } from "./report_chart";
import { ReportTable } from "./report_table";
import { ReportTiles } from "./report_tiles";

/** Rows from which a table is read by whoever asks for it only. */
const LONG = 40;

/** One block of a report, on a card: it reads its figures by itself and says how that goes. */
export class ReportBlock extends Component {
    static template = "member_analytics.ReportBlock";
    static components = { ReportChart, ReportTable, ReportTiles };
    static props = {
        report: String,
        name: String,
        width: Number,
        filters: Object,
        hasPicturesFirst: Boolean,
        openRecords: Function,
        setOption: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.state = useState({ status: "loading", block: null, error: "", isTable: false, isNoteShown: false });
        this.load(this.props.filters);
        onWillUpdateProps(({ filters }) => {
            if (filters !== this.props.filters) {
                this.load(filters);
            }
        });
    }

    async load(filters = this.props.filters) {
        this.state.status = "loading";
        const { report, name } = this.props;
        try {
            this.state.block = await this.keepLast.add(this.orm.silent.call(report, "read_block", [name, filters]));
            this.state.status = "ready";
        } catch (error) {
            this.state.error = error.data?.message || error.message;
            this.state.status = "error";
        }
    }

    get kind() {
        return this.state.block?.chart?.kind;
    }

    get hasCanvas() {
        return ["bar", "line", "doughnut", "scatter"].includes(this.kind) && this.state.block.rows.length > 0;
    }

    /** A wide card has room for the picture and its figures; those of a cloud or of a long curve say little. */
    get hasToggle() {
        const isNarrow = this.props.hasPicturesFirst || this.env.isSmall || this.props.width < 6;
        const isLong = this.kind === "scatter" || this.state.block?.rows.length > LONG;
        return this.hasCanvas && (isNarrow || isLong);
    }

    get isTableShown() {
        return this.kind !== "tiles" && (!this.hasToggle || this.state.isTable);
    }

    get isChartShown() {
        return this.hasCanvas && !(this.hasToggle && this.state.isTable);
    }

    get emptyText() {
        return this.state.block.empty || _t("No members match. Remove a filter, or check again tomorrow.");
    }

    open(row, column) {
        const { block } = this.state;
        const domain = (column && row._domains?.[column.name]) || row._domain;
        if (!domain) {
            return;
        }
        const labels = block.columns.filter(({ type }) => type === "char").map(({ name }) => row[name]);
        const parts = [block.title, labels[0], row._domains?.[column?.name] && column.label];
        this.props.openRecords(parts.filter(Boolean).join(" · "), block.model, domain);
    }

    openWhole() {
        const filters = { ...this.props.filters, options: {} };
        return this.action.doAction(this.state.block.whole, { props: { state: { filters } } });
    }

    press(button) {
        if (!button.confirm) {
            return this.run(button);
        }
        this.dialog.add(ConfirmationDialog, {
            title: button.label,
            body: button.confirm,
            confirmLabel: button.label,
            confirm: () => this.run(button),
            cancel: () => {},
        });
    }

    async run(button) {
        const action = await this.orm.call(this.props.report, button.method, [this.props.filters]);
        if (action) {
            await this.action.doAction(action, { onClose: () => this.load() });
        } else {
            await this.load();
        }
    }
}
